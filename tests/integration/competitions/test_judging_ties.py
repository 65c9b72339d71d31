"""不设并列: which ties are left to people, who decides, who confirms, and what scoring is given."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from competitions.judging.models import TieDecision
from competitions.judging.operations import close_judging
from competitions.judging.queries import entry_marks
from competitions.judging.tie_decisions import confirm_tie, decide_tie, withdraw_tie
from competitions.judging.ties import ties_of, unsettled_ties
from competitions.planning.plan import scoring_plan
from competitions.planning.rules import Anonymity
from competitions.results.queries import blockers
from competitions.results.rules import BlockerKind
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.rules import Role
from scoring.contenders import MissingTieFact
from scoring.contest import score_event
from scoring.tie_breaks import people_decide, shared_rank
from tests.factories import judging, marking, people

OPEN = ({"code": "A", "title": "实际操作", "weight": 100, "anonymity": Anonymity.OPEN},)
BASIS = "技术文件第 12 条：加赛一题，用时少者列前"


@pytest.fixture
def contest(app: Flask) -> judging.Contest:
    """Three entries, the first two alike; judged, and no places are shared."""
    made = judging.opened(entries=3, judges=1, modules=OPEN)
    made.stage.event.tie_breaks = [[people_decide.CODE, []]]
    session.commit()
    for sheet, mark in zip(marking.sheets_of(made.judges[0]), ("30", "30", "20"), strict=True):
        marking.sealed(sheet, "50", mark, by=made.judges[0])
    with transaction():
        close_judging(made.stage, by=made.chief)
    return made


def keys(contest: judging.Contest, *places: int) -> list[int]:
    return [contest.entries[place].id for place in places]


def decided(contest: judging.Contest, *places: int, by=None) -> TieDecision:
    with transaction():
        return decide_tie(contest.stage, keys(contest, *places), basis=BASIS, by=by or contest.chief)


def test_ties_of_finds_who_shares_a_rank(contest: judging.Contest):
    tie = ties_of(contest.stage)[0]
    assert (tie.rank, tie.total, tie.entry_ids) == (1, Decimal(80), frozenset(keys(contest, 0, 1)))
    assert (len(ties_of(contest.stage)), tie.settled) == (1, False)
    with pytest.raises(MissingTieFact):
        score_event(scoring_plan(contest.stage), entry_marks(contest.stage))


def test_ties_of_a_plan_with_shared_places_are_none(contest: judging.Contest):
    contest.stage.event.tie_breaks = [[shared_rank.CODE, []]]
    session.commit()
    assert ties_of(contest.stage) == []


def test_decide_tie_counts_once_another_person_has_confirmed_it(contest: judging.Contest):
    decision = decided(contest, 1, 0)
    assert len(unsettled_ties(contest.stage)) == 1
    with transaction():
        confirm_tie(decision, by=contest.officer)
    assert unsettled_ties(contest.stage) == []
    result = score_event(scoring_plan(contest.stage), entry_marks(contest.stage))
    assert [(one.label, one.score_rank) for one in result.ranked] == [("002 号", 1), ("001 号", 2), ("003 号", 3)]
    first = result.ranked[0].against_behind
    assert BASIS in first.difference
    assert contest.chief.display_name in first.difference


def test_confirm_tie_is_not_for_who_decided_and_the_database_agrees(contest: judging.Contest):
    decision = decided(contest, 0, 1)
    with pytest.raises(Refused, match="不能由裁定人自己确认"), transaction():
        confirm_tie(decision, by=contest.chief)
    confirmed = {"confirmed_by": contest.chief.id, "confirmed_at": decision.decided_at}
    with pytest.raises(IntegrityError, match="confirmed_by_another"):
        session.execute(update(TieDecision).values(confirmed))
    session.rollback()


@pytest.mark.parametrize("places", [(0,), (0, 2), (0, 1, 2), (0, 0)])
def test_decide_tie_is_refused_unless_just_these_tie(contest: judging.Contest, places):
    with pytest.raises(Refused, match="现在并不并列"):
        decided(contest, *places)


def test_decide_tie_is_the_chief_judges(contest: judging.Contest):
    with pytest.raises(NotAllowed):
        decided(contest, 0, 1, by=contest.officer)


def test_withdraw_tie_lets_it_be_decided_again(contest: judging.Contest):
    decision = decided(contest, 0, 1)
    with pytest.raises(Refused, match="已有裁定"):
        decided(contest, 1, 0)
    with transaction():
        withdraw_tie(decision, reason="加赛成绩录反", by=contest.officer)
    assert decided(contest, 1, 0).order == keys(contest, 1, 0)


def test_an_undecided_tie_blocks_the_result_and_points_to_its_page(client: FlaskClient, contest: judging.Contest):
    assert [blocker.kind for blocker in blockers(contest.stage)] == [BlockerKind.TIE]
    decision = decided(contest, 0, 1)
    with transaction():
        confirm_tie(decision, by=contest.officer)
    assert blockers(contest.stage) == []


def test_list_ties_page_from_decision_to_confirmation(client: FlaskClient, contest: judging.Contest):
    address = f"/stages/{contest.stage.id}/ties"
    first, second = keys(contest, 0, 1)
    people.sign_in(client, contest.chief)
    assert "第 1 名，2 人并列" in client.get(address).text
    wrong = client.post(address, data={f"place-{first}": "1", f"place-{second}": "1", "basis": BASIS})
    assert (wrong.status_code, "次序没有填全" in wrong.text) == (422, True)
    client.post(address, data={f"place-{first}": "2", f"place-{second}": "1", "basis": BASIS})
    page = client.get(address).text
    assert ("等待另一人确认" in page, "确认裁定" in page) == (True, False)
    people.sign_in(client, contest.officer)
    decision = unsettled_ties(contest.stage)[0].decision
    client.post(f"{address}/{decision.id}/confirm")
    assert unsettled_ties(contest.stage) == []


def test_list_ties_computes_nothing_while_judging_goes_on(client: FlaskClient, app: Flask):
    blind = judging.opened(entries=3, judges=1)
    blind.stage.event.tie_breaks = [[people_decide.CODE, []]]
    session.commit()
    marking.sealed(marking.sheets_of(blind.judges[0])[0], "50", "30", by=blind.judges[0])
    people.sign_in(client, blind.chief)
    page = client.get(f"/stages/{blind.stage.id}/ties").text
    assert "评分还没有结束" in page
    assert "缺少裁判" not in page and "001" not in page


def test_list_ties_of_another_district_is_not_found_and_supervisors_only_look(client: FlaskClient, contest):
    address = f"/stages/{contest.stage.id}/ties"
    decision = decided(contest, 0, 1)
    people.sign_in(client, people.account(Role.SUPERVISOR, contest.district))
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/{decision.id}/confirm").status_code == 404
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("别的区总工会")))
    assert client.get(address).status_code == 404
