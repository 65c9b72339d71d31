"""抽检复核: drawn, held against paper, extended, corrected, and what publication waits for; pages and database."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from competitions.planning.models import Competition
from competitions.planning.rules import CompetitionLevel
from competitions.results.models_spot_checks import SpotCheck, SpotCheckItem
from competitions.results.operations import publish_result
from competitions.results.operations_spot_checks import (
    begin_spot_check,
    check_sheet,
    finish_spot_check,
    waive_spot_check,
)
from competitions.results.queries_spot_checks import check_of, items_of, uncorrected
from competitions.results.rules import ResultState
from competitions.results.rules_corrections import CorrectionBasis
from competitions.results.rules_spot_checks import CheckOutcome, SpotCheckRules, SpotCheckState, drawn_for_check
from competitions.results.spot_check_rules import SPOT_CHECK_RULES
from foundation import chain
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.corrections import applied, mark_change, proposed
from tests.factories.judging import Contest

CODE = "top_ten_2026"
TWELVE = [[str(95 - place)] for place in range(12)]


@pytest.fixture
def contest(app: Flask) -> Contest:
    made = results.judged(TWELVE)
    session.execute(update(Competition).values(level=CompetitionLevel.CITY))
    session.commit()
    return made


@pytest.fixture
def supervisor(contest: Contest) -> Account:
    return people.account(Role.SUPERVISOR, contest.district)


def begun(contest: Contest, by: Account, seed: str = "2026") -> SpotCheck:
    version = results.frozen(contest)
    with transaction():
        return begin_spot_check(version, CODE, seed=seed, by=by)


def checked(check: SpotCheck, by: Account, wrong: frozenset[str] = frozenset()) -> None:
    with transaction():
        for item in items_of(check):
            faulty = item.entry.title in wrong
            outcome = CheckOutcome.WRONG if faulty else CheckOutcome.RIGHT
            check_sheet(item, outcome, note="纸上是 30" if faulty else "", by=by)


def test_publish_result_waits_for_the_spot_check_of_a_city_competition(contest: Contest, supervisor: Account):
    version = results.frozen(contest)
    with pytest.raises(Refused, match="须先完成抽检复核"), transaction():
        publish_result(version, days=5, by=contest.officer)
    with transaction():
        check = begin_spot_check(version, CODE, seed="2026", by=supervisor)
    with pytest.raises(Refused, match="抽检复核还没有完成"), transaction():
        publish_result(version, days=5, by=contest.officer)
    checked(check, supervisor)
    with transaction():
        finish_spot_check(check, by=supervisor)
        publish_result(version, days=5, by=contest.officer)
    assert (check.state, version.state) == (SpotCheckState.FINISHED, ResultState.NOTICED)


def test_begin_spot_check_records_a_seed_by_which_anybody_draws_the_same(contest: Contest, supervisor: Account):
    check = begun(contest, supervisor, seed="")
    ranked = [(line.contest_number, line.score_rank or 0) for line in check.version.lines]
    assert len(check.seed) == 32
    assert check.drawn == drawn_for_check(ranked, SPOT_CHECK_RULES[CODE], seed=check.seed)
    assert [item.entry.title for item in items_of(check)][:2] == ["选手1", "选手2"] and len(items_of(check)) == 11
    logged = [one for one in session.scalars(chain.entries_of(f"stage:{contest.stage.id}")) if one.kind == "spot-check"]
    assert [one.facts["seed"] for one in logged] == [check.seed]


def test_finish_spot_check_extends_to_everybody_when_too_much_is_wrong(contest: Contest, supervisor: Account):
    check = begun(contest, supervisor)
    with pytest.raises(Refused, match="还有 11 份评分表没有复核"), transaction():
        finish_spot_check(check, by=supervisor)
    checked(check, supervisor, wrong=frozenset({"选手2"}))
    with transaction():
        finish_spot_check(check, by=supervisor)
    assert (check.state, len(items_of(check))) == (SpotCheckState.EXTENDED, 12)
    checked(check, supervisor, wrong=frozenset({"选手2"}))
    with transaction():
        finish_spot_check(check, by=supervisor)
    assert (check.state, [item.entry.title for item in uncorrected(check)]) == (SpotCheckState.FINISHED, ["选手2"])


def test_finish_spot_check_within_the_tolerance_asks_for_the_correction_only(
    contest: Contest, supervisor: Account, monkeypatch: pytest.MonkeyPatch
):
    lenient = SpotCheckRules(CODE, "试", "试", 10, SPOT_CHECK_RULES[CODE].share, Decimal("0.5"))
    monkeypatch.setitem(SPOT_CHECK_RULES, CODE, lenient)
    check = begun(contest, supervisor)
    checked(check, supervisor, wrong=frozenset({"选手2"}))
    with transaction():
        finish_spot_check(check, by=supervisor)
    assert check.state is SpotCheckState.FINISHED
    with pytest.raises(Refused, match="还没有更正：选手2"), transaction():
        publish_result(check.version, days=5, by=contest.officer)
    correction = proposed(
        contest,
        check.version,
        mark_change(contest, "选手2", "2", "30"),
        basis=CorrectionBasis.SPOT_CHECK,
        reference=check.reference,
    )
    new = applied(contest, correction)
    assert (check_of(new), uncorrected(check)) == (check, [])
    with transaction():
        publish_result(new, days=5, by=contest.officer)
    assert new.state is ResultState.NOTICED


def test_check_sheet_is_not_for_the_panel_or_the_own_unit(contest: Contest, supervisor: Account):
    check = begun(contest, supervisor)
    (first, *_) = items_of(check)
    for person, text in (
        (contest.judges[0], "不能复核自己裁判组"),
        (people.account(Role.SUPERVISOR, contest.units[0]), "应当回避"),
    ):
        with pytest.raises(Refused, match=text), transaction():
            check_sheet(first, CheckOutcome.RIGHT, by=person)
    with pytest.raises(Refused, match="写明哪里"), transaction():
        check_sheet(first, CheckOutcome.WRONG, by=supervisor)
    checked(check, supervisor)
    with transaction():
        finish_spot_check(check, by=supervisor)
    with pytest.raises(Refused, match="已经完成"), transaction():
        check_sheet(first, CheckOutcome.WRONG, note="迟了", by=supervisor)
    assert first.outcome is CheckOutcome.RIGHT


def test_waive_spot_check_needs_a_reason_and_counts_once(contest: Contest, supervisor: Account):
    version = results.frozen(contest)
    with pytest.raises(Refused, match="须写明原因"), transaction():
        waive_spot_check(version, reason=" ", by=contest.officer)
    with transaction():
        waive_spot_check(version, reason="只有一名裁判，已当场双录", by=contest.officer)
    with pytest.raises(Refused, match="已经抽检或免于抽检"), transaction():
        begin_spot_check(version, CODE, by=supervisor)
    with transaction():
        publish_result(version, days=5, by=contest.officer)
    assert version.state is ResultState.NOTICED


def test_the_database_refuses_a_check_by_nobody_and_a_wrong_sheet_without_words(contest: Contest, supervisor: Account):
    begun(contest, supervisor)
    for facts in ({"outcome": "right"}, {"outcome": "wrong", "checked_by_id": supervisor.id, "note": ""}):
        with pytest.raises(IntegrityError):
            session.execute(update(SpotCheckItem).values(**facts))
        session.rollback()
    assert session.scalars(select(SpotCheckItem.outcome).distinct()).all() == [None]


def test_spot_check_pages_lead_from_sheet_to_sheet_to_the_verdict(app: Flask, contest: Contest, supervisor: Account):
    version = results.frozen(contest)
    client = people.sign_in(app.test_client(), supervisor)
    address = f"/results/versions/{version.id}/spot-check"
    assert "还没有抽检" in client.get(address).text
    assert client.post(address, data={"rules": CODE, "seed": "坏种子"}).status_code == 422
    begun = client.post(address, data={"rules": CODE, "seed": "2026", "submission_key": "a"}, follow_redirects=True)
    assert "0 / 11" in begun.text and "已抽出 11 名选手" in begun.text
    page = client.get("/results/spot-checks/items/1")
    assert "裁判在平板上的签名" in page.text and "<polyline" in page.text
    wrong = {"outcome": "wrong", "note": "", "submission_key": "b"}
    refused = client.post("/results/spot-checks/items/1", data=wrong)
    assert (refused.status_code, "请写明哪里" in refused.text) == (422, True)
    for number in range(1, 12):
        answer = client.post(
            f"/results/spot-checks/items/{number}", data={"outcome": "right", "submission_key": f"k{number}"}
        )
    assert answer.location.endswith("/spot-check")
    assert "抽检复核完成" in client.post("/results/spot-checks/1/finish", follow_redirects=True).text


SCOPE = {"supervisor": (200, 302), "arbitrator": (200, 302), "officer": (200, 403), "chief": (200, 403)}
NOBODY = {"judge": (403, 403), "other supervisor": (404, 404)}


@pytest.mark.parametrize("who", SCOPE | NOBODY)
def test_spot_check_scope(app: Flask, contest: Contest, supervisor: Account, who: str):
    version = results.frozen(contest)
    readers = {
        "supervisor": supervisor,
        "arbitrator": people.account(Role.ARBITRATOR, contest.district),
        "officer": contest.officer,
        "chief": contest.chief,
        "judge": contest.judges[0],
        "other supervisor": people.account(Role.SUPERVISOR, people.organisation("邻近区总工会")),
    }
    client: FlaskClient = people.sign_in(app.test_client(), readers[who])
    address = f"/results/versions/{version.id}/spot-check"
    begin = client.post(address, data={"rules": CODE, "seed": "1", "submission_key": "a"})
    assert (client.get(address).status_code, begin.status_code) == (SCOPE | NOBODY)[who]


def test_show_spot_check_costs_the_same_with_few_sheets_and_many(app: Flask, query_count):
    counts = []
    for size in (3, 12):
        contest = results.judged(TWELVE[:size])
        supervisor = people.account(Role.SUPERVISOR, contest.district)
        check = begun(contest, supervisor)
        client = people.sign_in(app.test_client(), supervisor)
        with query_count() as statements:
            assert client.get(f"/results/versions/{check.version_id}/spot-check").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
