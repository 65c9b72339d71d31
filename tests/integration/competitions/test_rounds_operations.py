"""Side-against-side contests from the terms to the prizes: drawn, judged on tablets, decided, corrected."""

from decimal import Decimal

import pytest
from flask import Flask

from competitions.draw.operations import make_draw
from competitions.judging.operations import close_judging
from competitions.planning.rules import StageState
from competitions.registration.rules import EntryState
from competitions.rounds.operations import (
    close_round,
    draw_knock_out,
    draw_preliminary,
    end_contest,
    reopen_contest,
    reopen_round,
    void_knock_out,
    void_preliminary,
)
from competitions.rounds.operations_matches import (
    award_walkover,
    decide_match,
    decide_standing,
    reopen_match,
    settle_match,
    withdraw_standing,
)
from competitions.rounds.queries import decisions_of, outcome_of, rounds_of, standings_of
from competitions.rounds.rules import ContestState, Ending, MatchState
from foundation import chain
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.rules import Role
from scoring.matches.pairing import Side, pair_rounds
from scoring.matches.standings import undecided_ties
from tests.factories import people, rounds


def test_set_terms_makes_the_usual_module_and_a_scheme_for_speakers(app: Flask):
    sides = rounds.planned()
    module = sides.stage.modules[0]
    assert [one.title for one in module.scheme.criteria] == [
        "仪容仪表",
        "语言表达",
        "主题把握",
        "协商能力",
        "综合应变",
        "团队协作",
        "整体效果",
    ]
    assert (module.full_mark, module.method, module.blind) == (Decimal(100), "trimmed_mean", False)
    assert sum(one.full_mark for one in sides.contest.speaker_scheme.criteria) == 100


def test_draw_preliminary_keeps_seed_and_pairings_that_anybody_can_repeat(app: Flask):
    sides = rounds.drawn(teams=5, rounds=3)
    keys = [str(entry.id) for entry in sides.teams]
    drawn = [
        [(str(match.worker_id), str(match.employer_id)) for match in one.matches] for one in rounds_of(sides.contest)
    ]
    again = pair_rounds(keys, seed="2026", rounds=3)
    assert drawn == [[(match.worker, match.employer) for match in one.pairings] for one in again]
    assert [str(one.resting_id) for one in rounds_of(sides.contest)] == [one.resting for one in again]
    assert sides.stage.state is StageState.DRAWN
    line = session.scalars(chain.entries_of(f"stage:{sides.stage.id}")).one()
    assert (line.kind, line.facts["seed"], line.facts["keys"]) == ("draw_preliminary", "2026", keys)


def test_draw_preliminary_names_everything_that_is_missing(app: Flask):
    sides = rounds.planned(teams=3, qualifiers=4)
    sides.teams[0].state = EntryState.SUBMITTED
    session.commit()
    with pytest.raises(Refused) as refusal, transaction():
        draw_preliminary(sides.contest, by=sides.officer)
    assert [reason[:6] for reason in refusal.value.reasons] == ["报名未审结：", "只有 2 支"]
    assert sides.contest.state is ContestState.PLANNED


def test_only_who_may_draw_draws(app: Flask):
    sides = rounds.planned()
    stranger = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"))
    with pytest.raises(NotAllowed), transaction():
        draw_preliminary(sides.contest, by=stranger)


def test_usual_draw_and_closing_do_not_touch_a_contest_of_matches(app: Flask):
    sides = rounds.drawn()
    with pytest.raises(Refused, match="对抗赛按轮次"), transaction():
        make_draw(sides.stage, workstations=2, by=sides.officer)
    with pytest.raises(Refused, match="对抗赛按轮次"), transaction():
        close_judging(sides.stage, by=sides.officer)


def test_a_tie_stands_in_the_rounds_and_is_settled_by_people_in_the_knock_out(app: Flask):
    sides = rounds.drawn()
    first = sides.matches(1)[0]
    rounds.decided(sides, first, "5", "5")
    assert (first.winner, first.state) == (None, MatchState.DECIDED)
    rounds.played(sides, 1)
    rounds.played(sides, 2)
    with transaction():
        for tie in _ties(sides):
            decide_standing(sides.contest, tie, reason="竞赛文件第八条：队长抽签，监督员见证", by=sides.officer)
        draw_knock_out(sides.contest, by=sides.officer)
    final = sides.matches(3)[0]
    rounds.marked(sides, final, "5", "5")
    with pytest.raises(Refused, match="双方平分"), transaction():
        decide_match(final, by=sides.officer)
    with transaction():
        settle_match(final, Side.EMPLOYER, reason="裁判组合议", by=sides.officer)
    assert (final.winner, final.ending, final.basis) == (Side.EMPLOYER, Ending.DECISION, "裁判组合议")


def test_a_closed_round_counts_and_does_not_move(app: Flask):
    sides = rounds.drawn()
    with pytest.raises(Refused) as refusal, transaction():
        close_round(rounds_of(sides.contest)[0], by=sides.officer)
    assert refusal.value.reasons == ["还没有定胜负：第1轮第1场", "还没有定胜负：第1轮第2场"]
    rounds.played(sides, 1)
    match = sides.matches(1)[0]
    with pytest.raises(Refused, match="本轮已经结束"), transaction():
        reopen_match(match, reason="评分表有误", by=sides.officer)
    with transaction():
        reopen_round(match.round, reason="评分表有误", by=sides.officer)
        reopen_match(match, reason="评分表有误", by=sides.officer)
    assert match.state is MatchState.OPEN


def test_a_whole_contest_comes_to_places_and_prizes(app: Flask):
    sides = rounds.drawn(teams=4, rounds=3, qualifiers=4)
    for number in (1, 2, 3):
        rounds.played(sides, number)
    standings = standings_of(sides.contest, rounds_of(sides.contest))
    first, second, third, fourth = sides.teams
    assert [(one.key, one.points) for one in standings] == [
        (str(team.id), points) for team, points in zip(sides.teams, (6, 4, 2, 0), strict=True)
    ]
    with transaction():
        draw_knock_out(sides.contest, seed="2027", by=sides.officer)
    rounds.played(sides, 4)
    assert [(one.title, len(one.matches)) for one in rounds_of(sides.contest)[3:]] == [("半决赛", 2), ("决赛", 2)]
    rounds.played(sides, 5)
    with transaction():
        end_contest(sides.contest, by=sides.officer)
    outcome = outcome_of(sides.contest, rounds_of(sides.contest), standings)
    assert outcome.places == [(1, str(first.id)), (2, str(second.id)), (3, str(third.id)), (4, str(fourth.id))]
    assert outcome.team_prizes == {str(first.id): "一等奖", str(second.id): "二等奖"}
    assert {line.matches for line in outcome.speakers} == {5} and len(outcome.speakers) == 8
    log = f"stage:{sides.stage.id}"
    lines = [entry.line for entry in session.scalars(chain.entries_of(log))]
    assert chain.first_fault(log, lines, head=chain.head_of(log).digest) is None
    kinds = [line.kind for line in lines]
    assert kinds.count("decide_match") == 10 and kinds[-1] == "end_contest"


def test_what_follows_is_taken_back_in_reverse_and_only_while_untouched(app: Flask):
    sides = rounds.drawn(teams=4, rounds=3, qualifiers=4)
    for number in (1, 2, 3):
        rounds.played(sides, number)
    with transaction():
        draw_knock_out(sides.contest, by=sides.officer)
    with pytest.raises(Refused, match="请先作废淘汰赛"), transaction():
        reopen_round(rounds_of(sides.contest)[0], reason="算错", by=sides.officer)
    rounds.played(sides, 4)
    semi = rounds_of(sides.contest)[3]
    with transaction():
        reopen_round(semi, reason="算错", by=sides.officer)
    assert [one.number for one in rounds_of(sides.contest)] == [1, 2, 3, 4]
    with pytest.raises(Refused) as refusal, transaction():
        void_knock_out(sides.contest, reason="算错", by=sides.officer)
    assert len(refusal.value.reasons) == 2
    with transaction():
        close_round(semi, by=sides.officer)
    rounds.played(sides, 5)
    with transaction():
        end_contest(sides.contest, by=sides.officer)
        reopen_contest(sides.contest, reason="有申诉", by=sides.officer)
    assert sides.contest.state is ContestState.KNOCK_OUT


def test_void_preliminary_begins_again_while_nothing_has_begun(app: Flask):
    sides = rounds.drawn()
    with transaction():
        void_preliminary(sides.contest, reason="名单有误", by=sides.officer)
    assert (list(rounds_of(sides.contest)), sides.stage.state) == ([], StageState.PLANNED)
    with transaction():
        draw_preliminary(sides.contest, seed="2027", by=sides.officer)
        award_walkover(sides.matches(1)[0], Side.WORKER, reason="未到场", by=sides.officer)
    with pytest.raises(Refused, match="不能作废"), transaction():
        void_preliminary(sides.contest, reason="名单有误", by=sides.officer)


def test_ties_for_the_knock_out_wait_for_a_recorded_decision(app: Flask):
    sides = rounds.drawn(teams=4, rounds=1, qualifiers=2)
    rounds.played(sides, 1)
    with pytest.raises(Refused) as refusal, transaction():
        draw_knock_out(sides.contest, by=sides.officer)
    assert [reason[:4] for reason in refusal.value.reasons] == ["名次并列"]
    tie = _ties(sides)[0]
    with pytest.raises(Refused, match="不并列"), transaction():
        decide_standing(sides.contest, [tie[0], tie[0]], reason="合议", by=sides.officer)
    with transaction():
        decide_standing(sides.contest, tie[::-1], reason="合议", by=sides.officer)
        withdraw_standing(decisions_of(sides.contest)[0], reason="写反了", by=sides.officer)
        decide_standing(sides.contest, tie, reason="合议", by=sides.officer)
        draw_knock_out(sides.contest, by=sides.officer)
    assert {sides.matches(2)[0].worker_id, sides.matches(2)[0].employer_id} == set(tie)


def _ties(sides: rounds.Sides) -> list[list[int]]:
    standings = standings_of(sides.contest, rounds_of(sides.contest))
    return [[int(key) for key in tie] for tie in undecided_ties(standings, places=sides.contest.qualifiers)]
