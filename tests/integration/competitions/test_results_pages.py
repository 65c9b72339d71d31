"""Result pages: what they show, in how few statements, and what leaves the house as a file."""

import io
from urllib.parse import unquote

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from competitions.results.models import ResultVersion
from competitions.results.rules import ResultState
from foundation.database import session
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.judging import ONE_MODULE, Contest

FOUR = [["90", "92", "70"], ["80", "82", "81"], ["80", "82", "81"], ["70", "72", "71"]]
TRIMMED = ({**ONE_MODULE[0], "method": "trimmed_mean", "minimum_panel": 3},)


@pytest.fixture
def contest(app: Flask) -> Contest:
    return results.judged(FOUR, TRIMMED)


@pytest.fixture
def officer(app: Flask, contest: Contest) -> FlaskClient:
    return people.sign_in(app.test_client(), contest.officer)


def test_list_results_says_the_state_and_the_next_step(contest: Contest, officer: FlaskClient):
    assert "计算成绩" in officer.get("/results").text
    results.computed(contest)
    page = officer.get("/results").text
    assert "已计算" in page and "核对并锁定" in page


def test_show_result_takes_a_result_through_its_steps(contest: Contest, officer: FlaskClient):
    address = f"/results/{contest.stage.id}"
    assert "下一步：计算成绩" in officer.get(address).text
    assert "第 1 版成绩已算出" in officer.post(f"{address}/compute", follow_redirects=True).text
    assert "下一步：公示" in officer.post("/results/versions/1/freeze", follow_redirects=True).text
    assert "选手1" in officer.get("/results/versions/1/publish").text
    assert officer.post("/results/versions/1/publish", data={"days": "0"}).status_code == 422
    assert (
        "下一步：转为正式成绩"
        in officer.post(
            "/results/versions/1/publish", data={"days": "3", "submission_key": "a"}, follow_redirects=True
        ).text
    )
    answer = officer.post("/results/versions/1/finalise")
    assert answer.status_code == 409 and "公示期还没有结束" in answer.text
    assert session.get(ResultVersion, 1).state is ResultState.NOTICED


def test_publish_result_twice_counts_once(contest: Contest, officer: FlaskClient):
    version = results.frozen(contest)
    form = {"days": "3", "submission_key": "the same"}
    first = officer.post(f"/results/versions/{version.id}/publish", data=form)
    again = officer.post(f"/results/versions/{version.id}/publish", data=form)
    assert (first.status_code, again.status_code) == (302, 409)
    assert "没有重复提交" in again.text


def test_show_result_lists_blockers_before_anybody_presses(app: Flask):
    contest = results.scored([["90", "92"]])
    page = people.sign_in(app.test_client(), contest.officer).get(f"/results/{contest.stage.id}").text
    assert "评分还没有结束，请裁判长结束评分。" in page
    assert f"/stages/{contest.stage.id}/judging" in page
    assert "/compute" not in page


def test_show_result_of_an_older_version_stays_readable(contest: Contest, officer: FlaskClient):
    version = results.noticed(contest)
    officer.post(f"/results/versions/{version.id}/withdraw", data={"reason": "漏计 <b>一项</b>"})
    results.computed(contest)
    address = f"/results/{contest.stage.id}"
    page = officer.get(f"{address}?number=1").text
    assert "不再有效。原因：漏计 &lt;b&gt;一项&lt;/b&gt;" in page and "选手1" in page
    assert officer.get(f"{address}?number=9").status_code == 404


def test_show_working_tells_every_step_without_naming_judges(app: Flask, contest: Contest):
    version = results.noticed(contest)
    line = results.line_of(version, "选手1")
    account = people.account(Role.WORKER, contest.units[0], contest.entries[0].members[0].person)
    page = people.sign_in(app.test_client(), account).get(f"/results/lines/{line.id}").text
    assert "我的成绩是怎么算出来的" in page
    assert "<s>92</s>" in page and "<s>70</s>" in page
    assert "1 号裁判" in page and "90.00" in page and "二等奖" in page
    assert not any(judge.display_name in page for judge in contest.judges)
    assert "选手2" not in page


def test_export_result_gives_the_ranking_as_it_stands(contest: Contest, officer: FlaskClient):
    contest.entries[0].title = "=1+1"
    session.commit()
    version = results.computed(contest)
    answer = officer.get(f"/results/versions/{version.id}/result.xlsx")
    assert answer.headers["Content-Disposition"].encode("latin-1")
    assert "第 1 版成绩.xlsx" in unquote(answer.headers["Content-Disposition"])
    header, first, *rest = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert header[:8] == ["组别", "成绩名次", "评奖名次", "参赛号", "姓名或队名", "单位", "实际操作", "总分"]
    assert first[:5] == ["职工组", 1, 1, "001", "=1+1"]
    assert first[7] == "90.00"
    assert len(rest) == 3


def test_print_notice_says_what_was_put_up(contest: Contest, officer: FlaskClient):
    assert officer.get(f"/results/versions/{results.frozen(contest).id}/notice.pdf").status_code == 404
    officer.post("/results/versions/1/publish", data={"days": "3", "submission_key": "a"})
    answer = officer.get("/results/versions/1/notice.pdf")
    assert answer.headers["Content-Disposition"].encode("latin-1")
    with pypdfium2.PdfDocument(answer.data) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert all(word in text for word in ("成绩公示", "选手1", "90.00", "二等奖", "/notices/1"))


@pytest.mark.parametrize("page", ["/results", "/unit/results", "/my/results"])
def test_lists_cost_the_same_with_3_and_with_30(app: Flask, query_count, page: str):
    contest = results.judged([["90"]] * 3)
    version = results.noticed(contest)
    person = contest.entries[0].members[0].person
    client = people.sign_in(app.test_client(), contest.officer)
    if page == "/my/results":
        client = people.sign_in(app.test_client(), people.account(Role.WORKER, contest.units[0], person))
    client.get(page)
    with query_count() as few:
        client.get(page)
    results.copied(version, 27)
    with query_count() as many:
        answer = client.get(page)
    assert answer.text.count('data-label="状态"') + answer.text.count('data-label="下一步"') >= 28
    assert len(few) == len(many)


def test_show_result_costs_the_same_with_3_lines_and_with_30(app: Flask, query_count):
    counts = []
    for size in (3, 30):
        contest = results.judged([["90"]] * size)
        results.noticed(contest)
        client = people.sign_in(app.test_client(), contest.officer)
        client.get(f"/results/{contest.stage.id}")
        with query_count() as statements:
            answer = client.get(f"/results/{contest.stage.id}")
        assert answer.text.count("result-name") == size
        counts.append(len(statements))
    assert counts[0] == counts[1]
