"""The pages of corrections: choosing, typing, looking, applying; who may; and two appliers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.operations_corrections import apply_correction, preview_of
from competitions.results.queries import versions_of
from competitions.results.rules import ResultState
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.corrections import applied, mark_change, proposed
from tests.factories.judging import Contest
from tests.factories.marking import judge
from tests.factories.results import FIVE_APART


@pytest.fixture
def contest(app: Flask) -> Contest:
    return results.judged(FIVE_APART)


@pytest.fixture
def officer(app: Flask, contest: Contest) -> FlaskClient:
    return people.sign_in(app.test_client(), contest.officer)


def field_of(contest: Contest, title: str, criterion: str) -> str:
    change = mark_change(contest, title, criterion, "1")
    return f"mark-{change.sheet_id}-{change.criterion_id}"


def test_propose_correction_page_goes_from_choosing_to_the_preview_to_the_new_version(
    app: Flask, contest: Contest, officer: FlaskClient
):
    version = results.noticed(contest)
    address = f"/results/versions/{version.id}/corrections/new"
    assert "第一步：选出要更正的选手" in officer.get(address).text
    typed = {field_of(contest, "选手3", "2"): "40", "basis": "other", "reason": "漏计", "submission_key": "a"}
    entry = contest.entries[2].id
    assert "003 号 选手3" in officer.get(f"{address}?entry={entry}").text
    shown = officer.post(f"{address}?entry={entry}", data=typed, follow_redirects=True).text
    assert "003 号 选手3：实际操作 · 1 号裁判 · 成品质量 17 → 40" in shown
    assert "须由另一人" in shown and 'name="seen"' not in shown
    correction = session.scalars(select(Correction)).one()
    chief = people.sign_in(app.test_client(), contest.chief)
    page = chief.get(f"/results/corrections/{correction.id}").text
    assert "裁判长批准更正" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    done = chief.post(f"/results/corrections/{correction.id}/apply", data={"seen": seen}, follow_redirects=True).text
    assert "第 2 版成绩已锁定" in done and "更正带来的变化" in done
    assert chief.get(f"/results/corrections/{correction.id}/notice.pdf").data.startswith(b"%PDF")
    assert "漏计" in officer.get(f"/results/{contest.stage.id}?number=1").text


def test_propose_correction_names_every_fault_and_keeps_what_was_typed(contest: Contest, officer: FlaskClient):
    version = results.frozen(contest)
    entry, module = contest.entries[0].id, contest.stage.modules[0].id
    typed = {
        field_of(contest, "选手1", "1"): "1e3",
        field_of(contest, "选手1", "2"): "99",
        f"status-{entry}": "disqualified",
        f"penalty-{entry}-{module}": "5",
        f"seconds-{entry}": "１２",
        f"tie-{entry}": "先",
        "basis": "other",
        "reason": "复核",
        "submission_key": "a",
    }
    answer = officer.post(f"/results/versions/{version.id}/corrections/new?entry={entry}", data=typed)
    assert answer.status_code == 422
    for fault in ("“1e3”不是数", "应在 0 至 40 之间", "须写明事由", "的扣分须写明事由", "“１２”不是数", "“先”应为"):
        assert fault in answer.text
    assert all(f'value="{value}"' in answer.text for value in ("1e3", "99", "5"))
    assert session.scalars(select(Correction)).all() == []


def test_propose_correction_takes_no_sheet_of_another_entry(contest: Contest, officer: FlaskClient):
    version = results.frozen(contest)
    typed = {field_of(contest, "选手1", "2"): "1", "basis": "other", "reason": "复核", "submission_key": "a"}
    answer = officer.post(f"/results/versions/{version.id}/corrections/new?entry={contest.entries[1].id}", data=typed)
    assert (answer.status_code, "没有填写任何改动" in answer.text) == (422, True)


def test_propose_correction_twice_counts_once(contest: Contest, officer: FlaskClient):
    version = results.frozen(contest)
    typed = {field_of(contest, "选手1", "2"): "1", "basis": "other", "reason": "复核", "submission_key": "a"}
    for _ in range(2):
        officer.post(f"/results/versions/{version.id}/corrections/new?entry={contest.entries[0].id}", data=typed)
    assert len(session.scalars(select(Correction)).all()) == 1


def test_apply_correction_with_an_old_preview_shows_the_new_one(app: Flask, contest: Contest):
    correction = proposed(contest, results.frozen(contest), mark_change(contest, "选手3", "2", "40"))
    chief = people.sign_in(app.test_client(), contest.chief)
    address = f"/results/corrections/{correction.id}"
    answer = chief.post(
        f"{address}/apply", data={"seen": "0"}, headers={"Referer": f"http://localhost{address}"}, follow_redirects=True
    )
    assert "影响有变化，没有批准" in answer.text and "003 号 选手3" in answer.text
    assert session.get(ResultVersion, correction.version_id).state is ResultState.FROZEN


SCOPE = {
    "officer": (200, 200),
    "chief": (200, 200),
    "arbitrator": (200, 200),
    "supervisor": (200, 403),
    "other chief": (404, 404),
    "other officer": (404, 404),
    "judge": (403, 403),
    "unit": (403, 403),
}


@pytest.mark.parametrize("who", SCOPE)
def test_corrections_scope(app: Flask, contest: Contest, who: str):
    correction = proposed(contest, results.frozen(contest), mark_change(contest, "选手3", "2", "40"))
    elsewhere = people.organisation("邻近区总工会")
    readers: dict[str, Account] = {
        "officer": contest.officer,
        "chief": contest.chief,
        "judge": contest.judges[0],
        "arbitrator": people.account(Role.ARBITRATOR, contest.district),
        "supervisor": people.account(Role.SUPERVISOR, contest.district),
        "other chief": judge(contest.district, role=Role.CHIEF_JUDGE),
        "other officer": people.account(Role.DISTRICT_OFFICER, elsewhere),
        "unit": people.account(Role.ENTERPRISE_OFFICER, contest.units[0]),
    }
    client = people.sign_in(app.test_client(), readers[who])
    pages = (f"/results/corrections/{correction.id}", f"/results/versions/{correction.version_id}/corrections/new")
    assert tuple(client.get(page).status_code for page in pages) == SCOPE[who]


def test_apply_correction_by_two_at_once_lets_one_win(app: Flask, contest: Contest):
    version = results.frozen(contest)
    ids = [proposed(contest, version, mark_change(contest, title, "2", "1")).id for title in ("选手3", "选手5")]
    seen = {one: preview_of(session.get_one(Correction, one)).fingerprint for one in ids}
    chief_id, stage = contest.chief.id, contest.stage
    session.commit()

    def apply(correction_id: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    correction = session.get_one(Correction, correction_id)
                    chief = session.get_one(Account, chief_id)
                    apply_correction(correction, seen=seen[correction_id], by=chief)
            except Refused as refusal:
                return refusal.message
            return "applied"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(apply, ids))
    assert outcomes[0] == "applied" and "已经不是有效成绩" in outcomes[1]
    session.expire_all()
    assert [one.state for one in versions_of(stage)] == [ResultState.FROZEN, ResultState.SUPERSEDED]


def test_show_result_costs_the_same_with_many_corrections(contest: Contest, officer: FlaskClient, query_count):
    version = results.frozen(contest)
    counts = []
    for size in (3, 30):
        while len(session.scalars(select(Correction)).all()) < size:
            proposed(contest, version, mark_change(contest, "选手3", "2", "40"))
        with query_count() as statements:
            assert officer.get(f"/results/{contest.stage.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_an_applied_correction_offers_no_more_buttons(app: Flask, contest: Contest):
    correction = proposed(contest, results.frozen(contest), mark_change(contest, "选手3", "2", "40"))
    applied(contest, correction)
    page = people.sign_in(app.test_client(), contest.chief).get(f"/results/corrections/{correction.id}").text
    assert "批准更正</button>" not in page and "取消更正" not in page
    assert "第 1 版 → 第 2 版" in page
