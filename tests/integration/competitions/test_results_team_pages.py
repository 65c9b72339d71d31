"""Teams on pages, on paper and in the workbook; who may see a team; what a correction does to it."""

import io

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from competitions.results.models import ResultVersion
from competitions.results.operations_corrections import preview_of
from foundation.database import session
from people.accounts.rules import Role
from tests.factories import people, results, teams
from tests.factories.corrections import applied, mark_change, proposed
from tests.factories.judging import Contest


@pytest.fixture
def contest(app: Flask) -> Contest:
    return teams.judged()


@pytest.fixture
def officer(app: Flask, contest: Contest) -> FlaskClient:
    return people.sign_in(app.test_client(), contest.officer)


def team_address(version: ResultVersion, title: str) -> str:
    return f"/results/lines/{results.line_of(version, title).id}/team"


def test_show_result_lists_teams_with_the_members_that_count(contest: Contest, officer: FlaskClient):
    results.computed(contest)
    page = officer.get(f"/results/{contest.stage.id}").text
    table = page.split("团体名次（3 个代表队）")[1]
    first, second = table.index(contest.units[1].name), table.index(contest.units[0].name)
    assert first < second < table.index(contest.units[2].name)
    assert "174.00" in table and "团体一等奖" in table and "按 2 个单位计算" in table
    assert "有成绩的队员 1 人，不足 2 人，不计团体总分" in table
    counted = " ".join(table[second:].split("</tr>")[0].split())
    assert "选手1" in counted and "选手2" in counted and "选手3" not in counted


def test_show_team_working_tells_sum_rank_and_awards(contest: Contest, officer: FlaskClient):
    version = results.computed(contest)
    page = officer.get(team_address(version, "选手3")).text
    assert "90.00 + 80.00 = <strong>170.00</strong>" in page
    assert f"{contest.units[1].name} 排在 {contest.units[0].name} 之前：总分 174.00 高于 170.00。" in page
    assert "团体奖：团体二等奖（按 2 个代表队计算）" in page
    assert "优秀组织奖按团体名次授予：未进入获奖名额（按 2 个单位计算）" in page
    assert "没有团体名次：有成绩的队员 1 人" in officer.get(team_address(version, "选手6")).text


def test_show_team_working_is_for_those_who_may_see_a_member(app: Flask, contest: Contest):
    version = results.frozen(contest)
    unit = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, contest.units[0]))
    own = people.account(Role.WORKER, contest.units[0], contest.entries[2].members[0].person)
    worker = people.sign_in(app.test_client(), own)
    address, other = team_address(version, "选手1"), team_address(version, "选手4")
    assert (unit.get(address).status_code, worker.get(team_address(version, "选手3")).status_code) == (404, 404)
    officer = people.sign_in(app.test_client(), contest.officer)
    officer.post(f"/results/versions/{version.id}/publish", data={"days": "3", "submission_key": "a"})
    assert (unit.get(address).status_code, unit.get(other).status_code) == (200, 404)
    assert (worker.get(team_address(version, "选手3")).status_code, worker.get(address).status_code) == (200, 404)
    assert "本单位团体第 2 名" in worker.get(f"/results/lines/{results.line_of(version, '选手3').id}").text


def test_show_team_working_without_teams_is_not_found(app: Flask):
    contest = results.judged(teams.SIX)
    version = results.computed(contest)
    officer = people.sign_in(app.test_client(), contest.officer)
    assert officer.get(team_address(version, "选手1")).status_code == 404


def test_list_unit_results_tells_the_team_of_each_unit_once(app: Flask, contest: Contest):
    results.noticed(contest)
    page = (
        people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, contest.units[0]))
        .get("/unit/results")
        .text
    )
    table = page.split("<h2>团体成绩</h2>")[1]
    assert table.count("怎么算出来的") == 1 and "170.00" in table and "团体二等奖" in table
    assert contest.units[1].name not in page


def test_the_notice_names_teams_and_honoured_units(contest: Contest, officer: FlaskClient):
    version = results.noticed(contest)
    *_, ranked, honoured = results.notice_of(version).facts["tables"]
    assert (ranked["title"], honoured["title"]) == ("团体名次", "优秀组织奖（按 2 个单位计算）")
    assert list(ranked["rows"][0]) == ["1", contest.units[1].name, "选手4 88.00、选手5 86.00", "174.00", "团体一等奖"]
    assert ranked["rows"][2][2:4] == ["有成绩的队员 1 人，不足 2 人，不计团体总分", ""]
    assert [list(row) for row in honoured["rows"]] == [[contest.units[1].name, "优秀组织奖"]]
    with pypdfium2.PdfDocument(officer.get(f"/results/versions/{version.id}/notice.pdf").data) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "团体名次" in text and "优秀组织奖（按 2 个单位计算）" in text


def test_export_result_has_a_sheet_of_teams(contest: Contest, officer: FlaskClient):
    version = results.computed(contest)
    book = CalamineWorkbook.from_filelike(io.BytesIO(officer.get(f"/results/versions/{version.id}/result.xlsx").data))
    assert book.sheet_names == ["成绩", "团体"]
    header, _, second, _ = book.get_sheet_by_name("团体").to_python()
    assert header[:4] == ["团体名次", "单位", "团体总分", "计入的选手"]
    assert second[:6] == [2, contest.units[0].name, "170.00", "选手1 90.00、选手2 80.00", "选手3 70.00", "团体二等奖"]


def test_a_correction_previews_and_moves_teams(app: Flask, contest: Contest, officer: FlaskClient):
    version = results.noticed(contest)
    correction = proposed(contest, version, mark_change(contest, "选手2", "2", "30"))
    effects = preview_of(correction).effects.teams
    assert [(one.label, one.before.rank, one.after.rank) for one in effects] == [
        (contest.units[0].name, 2, 1),
        (contest.units[1].name, 1, 2),
    ]
    assert [(one.before.award, one.after.award, one.after.organisation_award) for one in effects] == [
        ("团体二等奖", "团体一等奖", "优秀组织奖"),
        ("团体一等奖", "团体二等奖", ""),
    ]
    assert ">代表队</h3>" in officer.get(f"/results/corrections/{correction.id}").text
    made = applied(contest, correction)
    assert [team["total"] for team in made.facts["teams"]["teams"]] == ["180.00", "174.00", None]
    assert [team["total"] for team in version.facts["teams"]["teams"]] == ["174.00", "170.00", None]
    with pypdfium2.PdfDocument(officer.get(f"/results/corrections/{correction.id}/notice.pdf").data) as document:
        assert "代表队的变化" in document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize("page", ["result", "team", "unit"])
def test_pages_of_teams_cost_the_same_with_3_units_and_with_15(app: Flask, query_count, page: str):
    counts = []
    for size in (3, 15):
        contest = teams.judged([["80"], ["70"]] * size, [place // 2 for place in range(2 * size)])
        version = results.noticed(contest)
        address = {
            "result": f"/results/{contest.stage.id}",
            "team": team_address(version, "选手1"),
            "unit": "/unit/results",
        }[page]
        client = people.sign_in(app.test_client(), contest.officer)
        client.get(address)
        session.expire_all()
        with query_count() as statements:
            answer = client.get(address)
        assert answer.status_code == 200 and contest.units[0].name in answer.text
        counts.append(len(statements))
    assert counts[0] == counts[1]
