"""One match of a side-against-side contest: its judges on their tablets, its outcome, and the ways back."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from competitions.judging.progress import tasks_of
from competitions.judging.tablet import tablet_panels
from competitions.planning.rules import StageState
from competitions.rounds.operations_matches import (
    award_walkover,
    decide_match,
    reopen_match,
    settle_match,
)
from competitions.rounds.panels import panels_of, seat_match_judges
from competitions.rounds.queries import speakers_of
from competitions.rounds.rules import Ending, MatchState
from foundation.database import session, transaction
from foundation.errors import Refused
from marking.sheets.models import Sheet
from marking.tablets.queries import sheets_of
from scoring.matches.pairing import Side
from tests.factories import rounds
from tests.factories.marking import judge


def test_judges_find_a_match_on_their_ordinary_tablets(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    with transaction():
        seat_match_judges(match, sides.judges, by=sides.officer)
    shown = sheets_of(sides.judges[0], tablet_panels(sides.judges[0]))["panels"]
    assert [panel["module"] for panel in shown] == ["第1轮第1场 · 个人", "第1轮第1场 · 队伍"]
    assert [sheet["label"] for sheet in shown[1]["sheets"]] == [
        f"职工方 · {match.worker.title}",
        f"企业方 · {match.employer.title}",
    ]
    assert len(shown[0]["sheets"]) == 4 and not shown[1]["blind"]
    assert [(task.title, task.needed) for task in tasks_of(sides.judges[0])] == [
        ("第1轮第1场 · 个人", 4),
        ("第1轮第1场 · 队伍", 2),
    ]
    assert sides.stage.state is StageState.JUDGING


def test_a_judge_of_either_team_is_not_seated(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    own = judge(sides.district, match.employer.organisation)
    with pytest.raises(Refused) as refusal, transaction():
        seat_match_judges(match, [*sides.judges, own], by=sides.officer)
    assert refusal.value.reasons == [f"{own.display_name}应当回避企业方“{match.employer.title}”。"]


def test_judges_are_exchanged_until_they_have_sealed(app: Flask):
    sides = rounds.drawn(judges=4)
    match = sides.matches(1)[0]
    for chosen in (sides.judges[:3], sides.judges[1:]):
        with transaction():
            seat_match_judges(match, chosen, by=sides.officer)
    seated = [[member.account_id for member in panel.members] for panel in panels_of(match)]
    assert seated == [[one.id for one in sides.judges[1:]]] * 2


def test_decide_match_gives_the_higher_mean_the_win(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    rounds.decided(sides, match, "8", "6")
    assert (match.winner, match.ending, match.worker_score, match.employer_score) == (
        Side.WORKER,
        Ending.SCORES,
        Decimal(38),
        Decimal(36),
    )
    assert [judge_line[2] for judge_line in match.working["worker"]["judges"]].count("used") == 1
    assert [one.score for one in speakers_of(match)] == [Decimal(35)] * 4


def test_decide_match_waits_for_every_sheet(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    with transaction():
        seat_match_judges(match, sides.judges, by=sides.officer)
    with pytest.raises(Refused) as refusal, transaction():
        decide_match(match, by=sides.officer)
    assert len(refusal.value.reasons) == 18
    assert match.state is MatchState.OPEN


def test_people_do_not_decide_what_the_scores_decide(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    rounds.marked(sides, match, "8", "6")
    with pytest.raises(Refused, match="不用裁定"), transaction():
        settle_match(match, Side.EMPLOYER, reason="合议", by=sides.officer)


def test_a_walkover_needs_a_reason_and_gives_no_scores(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    with pytest.raises(Refused, match="需要写明原因"), transaction():
        award_walkover(match, Side.WORKER, reason=" ", by=sides.officer)
    with transaction():
        award_walkover(match, Side.WORKER, reason="未按时到场", by=sides.officer)
    assert (match.winning, match.worker_score, match.basis) == (match.employer, None, "未按时到场")


def test_reopen_match_takes_the_outcome_back_and_keeps_the_sheets(app: Flask):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    rounds.decided(sides, match, "8", "6")
    with pytest.raises(Refused, match="需要写明原因"), transaction():
        reopen_match(match, reason="", by=sides.officer)
    with transaction():
        reopen_match(match, reason="评分表有误", by=sides.officer)
    assert (match.state, match.ending, match.worker_score, list(speakers_of(match))) == (
        MatchState.OPEN,
        None,
        None,
        [],
    )
    assert {sheet.version for sheet in session.scalars(select(Sheet))} == {1}
    with transaction():
        decide_match(match, by=sides.officer)
    assert match.winner is Side.WORKER


@pytest.mark.parametrize(
    "facts",
    [{"worker_id": None}, {"state": MatchState.DECIDED}, {"ending": Ending.WALKOVER}],
)
def test_the_database_refuses_what_must_not_be(app: Flask, facts):
    sides = rounds.drawn()
    match = sides.matches(1)[0]
    if "worker_id" in facts:
        facts = {"worker_id": match.employer_id}
    for name, value in facts.items():
        setattr(match, name, value)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
