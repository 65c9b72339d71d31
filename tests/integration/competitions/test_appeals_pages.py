"""The pages of appeals: a contestant on his phone, the arbitrator's desk, who sees what, and what bad input gets."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.appeals.models import Appeal
from competitions.appeals.operations import Upload
from competitions.appeals.rules import AppealState
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.appeals import arbitrator, contestant, ruled, submitted
from tests.factories.judging import Contest
from tests.factories.results import FIVE_APART

ENDED = datetime(2026, 11, 20, 4, tzinfo=UTC)
WORDS = {"ground": "counting", "statement": "第二项漏计 3 分", "submission_key": "a"}


@pytest.fixture
def contest(app: Flask) -> Contest:
    with clock.frozen(ENDED):
        return results.judged(FIVE_APART)


@pytest.fixture
def worker(app: Flask, contest: Contest) -> FlaskClient:
    return people.sign_in(app.test_client(), contestant(contest))


def at(minutes: float):
    return clock.frozen(ENDED + timedelta(minutes=minutes))


def address(contest: Contest, number: int = 1) -> str:
    return f"/stages/{contest.stage.id}/entries/{contest.entries[number - 1].id}/appeal"


def test_list_my_appeals_shows_the_clock_and_leads_to_the_form(contest: Contest, worker: FlaskClient):
    with at(37):
        listed = worker.get("/my/appeals").text
        assert f'href="{address(contest)}"' in listed and "还剩 1 小时 23 分" in listed
        assert 'data-deadline="2026-11-20T06:00:00+00:00"' in listed
        form = worker.get(address(contest)).text
        assert "还剩 1 小时 23 分" in form and "每队（人）每个阶段最多 1 次" in form
    with at(121):
        assert "现在没有可以申诉的比赛" in worker.get("/my/appeals").text
        late = worker.post(address(contest), data=WORDS)
        assert (late.status_code, "现在不在申诉期内" in late.text) == (422, True)
        assert "第二项漏计 3 分</textarea>" in late.text


def test_submit_appeal_page_takes_photos_and_counts_once(contest: Contest, worker: FlaskClient):
    with at(10):
        for _ in range(2):
            files = [(BytesIO(b"%PDF-1.7 a"), "一.pdf"), (BytesIO(b"%PDF-1.7 b"), "二.pdf")]
            answer = worker.post(address(contest), data={**WORDS, "evidence": files})
    appeal = session.scalars(select(Appeal)).one()
    assert (answer.status_code, len(appeal.evidence)) == (409, 2)
    with at(11):  # the only one allowed is made: no further one is offered
        assert f'href="{address(contest)}"' not in worker.get("/my/appeals").text
        assert "最多 1 次，不能再提出" in worker.get(address(contest)).text
    page = worker.get(f"/appeals/{appeal.id}").text
    assert "待受理" in page and "一.pdf" in page and "撤回申诉" in page
    file = worker.get(f"/appeals/{appeal.id}/evidence/{appeal.evidence[0].id}")
    assert (file.data, file.headers["Content-Disposition"].startswith("attachment")) == (b"%PDF-1.7 a", True)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"statement": " "}, "请写明申诉的事实和要求"),
        ({"statement": "字" * 2001}, "最多 2000 字"),
        ({"ground": "不存在"}, "申诉事由"),
        ({"evidence": (b"MZ", "恶意.pdf")}, "恶意.pdf：附件只能是"),
        ({"evidence": (b"", "空.jpg")}, "空.jpg：文件是空的"),
    ],
)
def test_submit_appeal_says_what_is_wrong_and_keeps_what_was_typed(
    contest: Contest, worker: FlaskClient, change: dict[str, Any], fault: str
):
    if evidence := change.get("evidence"):
        content, name = evidence
        change = {"evidence": (BytesIO(content), name)}  # read to its end by one request
    with at(10):
        answer = worker.post(address(contest), data={**WORDS, **change})
    assert (answer.status_code, fault in answer.text) == (422, True)
    assert "statement" in change or "第二项漏计 3 分</textarea>" in answer.text
    assert session.scalars(select(Appeal)).all() == []


def test_the_desk_takes_an_appeal_from_the_check_of_form_to_its_end(app: Flask, contest: Contest):
    with at(10):
        appeal = submitted(contest)
    desk = people.sign_in(app.test_client(), arbitrator(contest))
    page = f"/appeals/{appeal.id}"
    assert "申诉 1" in desk.get("/appeals").text
    assert "下一步：形式审查" in desk.get(page).text
    assert "下一步：安排听证" in desk.post(f"{page}/accept", follow_redirects=True).text
    assert desk.post(f"{page}/hearing", data={"at": "明天", "place": "x"}).status_code == 422
    called = {"at": "2026-11-21T10:00", "place": "二号会议室", "submission_key": "b"}
    assert "2026年11月21日 10:00" in desk.post(f"{page}/hearing", data=called, follow_redirects=True).text
    minutes = {"participants": "甲、选手1", "minutes": "双方陈述", "submission_key": "c"}
    assert "写裁决" in desk.post(f"{page}/minutes", data=minutes, follow_redirects=True).text
    missing = desk.post(f"{page}/ruling", data={"outcome": "ruled-upheld", "submission_key": "d"})
    assert (missing.status_code, "请写明裁决理由" in missing.text) == (422, True)
    words = {"outcome": "ruled-dismissed", "reasons": "纸上一致", "panel": "甲、乙", "submission_key": "e"}
    assert "本裁决为终局裁决" in desk.post(f"{page}/ruling", data=words, follow_redirects=True).text
    assert "申诉已办结" in desk.post(f"{page}/close", follow_redirects=True).text
    assert "没有待办的申诉" in desk.get("/appeals").text
    assert "申诉 1" in desk.get("/appeals?all=1").text


def test_show_appeal_leads_to_the_correction_and_says_when_one_must_step_aside(app: Flask, contest: Contest):
    ruler = arbitrator(contest)
    with at(600):
        version = results.noticed(contest)
        appeal = submitted(contest)
    related = people.account(Role.ARBITRATOR, contest.district, people.person("示例亲", contest.units[0]))
    barred = people.sign_in(app.test_client(), related).get(f"/appeals/{appeal.id}").text
    assert "应当回避，请由其他仲裁员办理" in barred and "下一步" not in barred
    ruled(contest, appeal, ruler)
    link = f"/results/versions/{version.id}/corrections/new?basis=appeal&amp;reference=appeal:{appeal.id}"
    for person in (ruler, contest.officer):
        shown = people.sign_in(app.test_client(), person).get(f"/appeals/{appeal.id}").text
        assert link.replace(":", "%3A") in shown or link in shown


SCOPE = {
    "contestant": (200, 403, 403),
    "own unit": (200, 403, 403),
    "other contestant": (404, 403, 403),
    "other unit": (404, 403, 403),
    "arbitrator": (200, 200, 302),
    "supervisor": (200, 200, 403),
    "officer": (200, 200, 403),
    "other arbitrator": (404, 200, 404),
    "judge": (403, 403, 403),
    "chief": (403, 403, 403),
}


@pytest.mark.parametrize("who", SCOPE)
def test_appeals_scope(app: Flask, contest: Contest, who: str):
    with at(10):
        appeal = submitted(contest, 1, None, Upload(b"%PDF-1.7", "证.pdf"))
    elsewhere = people.organisation("邻近区总工会")
    readers: dict[str, Account] = {
        "contestant": contestant(contest),
        "own unit": people.account(Role.ENTERPRISE_OFFICER, contest.units[0]),
        "other contestant": contestant(contest, 2),
        "other unit": people.account(Role.ENTERPRISE_OFFICER, contest.units[1]),
        "arbitrator": arbitrator(contest),
        "supervisor": people.account(Role.SUPERVISOR, contest.district),
        "officer": contest.officer,
        "other arbitrator": people.account(Role.ARBITRATOR, elsewhere),
        "judge": contest.judges[0],
        "chief": contest.chief,
    }
    client = people.sign_in(app.test_client(), readers[who])
    statuses = (
        client.get(f"/appeals/{appeal.id}").status_code,
        client.get("/appeals").status_code,
        client.post(f"/appeals/{appeal.id}/accept").status_code,
    )
    evidence = client.get(f"/appeals/{appeal.id}/evidence/{appeal.evidence[0].id}").status_code
    assert (statuses, evidence) == (SCOPE[who], SCOPE[who][0])


def test_withdraw_appeal_is_for_the_appealing_side(app: Flask, contest: Contest, worker: FlaskClient):
    with at(10):
        appeal = submitted(contest)
    other = people.sign_in(app.test_client(), contestant(contest, 2))
    assert other.post(f"/appeals/{appeal.id}/withdraw", data={"reason": "x"}).status_code == 404
    assert worker.post(f"/appeals/{appeal.id}/withdraw", data={"reason": "看错了"}).status_code == 302
    assert session.get(Appeal, appeal.id).state is AppealState.WITHDRAWN


def test_choose_appeal_rules_page_is_for_the_planner(app: Flask, contest: Contest):
    page = f"/competitions/{contest.stage.event.competition_id}/appeal-rules"
    officer = people.sign_in(app.test_client(), contest.officer)
    assert "news.wto168.net" in officer.get(page).text
    assert officer.post(page, data={"rules": "shenzhen_2016", "submission_key": "a"}).status_code == 302
    assert 'selected value="shenzhen_2016"' in officer.get(page).text
    assert people.sign_in(app.test_client(), arbitrator(contest)).get(page).status_code == 403


@pytest.mark.parametrize("page", ["/appeals", "/my/appeals"])
def test_lists_of_appeals_cost_the_same_with_few_and_many(app: Flask, contest: Contest, query_count, page: str):
    reader = arbitrator(contest) if page == "/appeals" else people.account(Role.ENTERPRISE_OFFICER, contest.district)
    client = people.sign_in(app.test_client(), reader)
    counts = []
    with at(10):
        for numbers in ((1, 2), (3, 4, 5)):
            for number in numbers:
                submitted(contest, number)
            with query_count() as statements:
                assert client.get(page).status_code == 200
            counts.append(len(statements))
    assert counts[0] == counts[1]
