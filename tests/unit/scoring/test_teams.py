from decimal import Decimal

import pytest

from scoring.contenders import MissingTieFact
from scoring.contest import score_event
from scoring.marks import EntryStatus
from scoring.teams import InvalidTeamPlan, Team, TeamPlan, TeamRule, members_of, rank_teams, team_total
from tests.unit.scoring.factories import chain, contender, entry, module, plan

NUMBERS = ("一", "二", "三", "四")


def team_of(row):
    members = [
        contender(f"{row['代表队']}{number}", row[f"队员{number}"], seconds=Decimal(row[f"用时{number}"]))
        for number in NUMBERS
        if row[f"队员{number}"]
    ]
    return Team(f"id-{row['代表队']}", row["代表队"], tuple(members))


@pytest.mark.parametrize("example", ["1", "2"])
def test_team_totals_and_ranks_are_the_printed_ones(worked_example, example):
    rows = [row for row in worked_example("team_sums") if row["例"] == example]
    plan = TeamPlan(TeamRule(rows[0]["算法"]), int(rows[0]["计入人数"]), tuple(chain("shorter_time>shared_rank")))
    result = rank_teams([team_of(row) for row in rows], plan)
    totals = {working.team.label: str(working.total or "") for working in result.workings}
    ranks = {placing.contender.label: str(placing.rank) for placing in result.placings}
    computed = [(row["代表队"], totals[row["代表队"]], ranks.get(row["代表队"], "")) for row in rows]
    assert computed == [(row["代表队"], row["团体总分"], row["名次"]) for row in rows]


def test_team_without_enough_members_says_why():
    team = Team("t", "丙队", (contender("A", "95"), contender("B", "90")))
    working = team_total(team, TeamPlan(TeamRule.SUM_OF_MEMBERS, 3))
    assert (working.total, working.unranked_reason) == (None, "有成绩的队员 2 人，不足 3 人，不计团体总分")


def test_best_k_says_who_was_left_out():
    team = Team("t", "己队", tuple(contender(label, total) for label, total in [("A", "70"), ("B", "91"), ("C", "75")]))
    working = team_total(team, TeamPlan(TeamRule.BEST_K, 2))
    assert [member.label for member in working.counted] == ["B", "C"]
    assert [member.label for member in working.left_out] == ["A"]


def test_sum_of_members_refuses_more_members_than_the_plan():
    team = Team("t", "甲队", tuple(contender(label, "80") for label in "ABCD"))
    with pytest.raises(InvalidTeamPlan, match="甲队：有成绩的队员 4 人，多于规定的 3 人"):
        team_total(team, TeamPlan(TeamRule.SUM_OF_MEMBERS, 3))


def test_team_plan_counts_at_least_one_member():
    with pytest.raises(InvalidTeamPlan, match="应至少为 1"):
        team_total(Team("t", "甲队", ()), TeamPlan(TeamRule.BEST_K, 0))


def test_time_of_a_team_is_known_only_when_every_member_is_timed():
    timed = Team("t1", "甲队", (contender("A", "90", seconds=Decimal(60)), contender("B", "80", seconds=Decimal(60))))
    untimed = Team("t2", "乙队", (contender("C", "90", seconds=Decimal(60)), contender("D", "80")))
    with pytest.raises(MissingTieFact, match="乙队：总分相同需比较用时"):
        rank_teams([timed, untimed], TeamPlan(TeamRule.SUM_OF_MEMBERS, 2, tuple(chain("shorter_time"))))


def test_team_ties_are_broken_by_the_sums_of_the_members():
    modules = (module("理论", weight="50"), module("实操", weight="50"))
    marks = {"A01": ("90", "70"), "A02": ("80", "80"), "A03": ("70", "90"), "A04": ("80", "80")}
    entries = [entry(label, {"理论": one, "实操": two}) for label, (one, two) in marks.items()]
    absent = entry("A05", {}, status=EntryStatus.ABSENT)
    result = score_event(plan(*modules), [*entries, absent])
    first = Team("t1", "甲队", members_of(result, {"id-A01", "id-A02", "id-A05"}))
    second = Team("t2", "乙队", members_of(result, {"id-A03", "id-A04"}))
    settings = TeamPlan(TeamRule.SUM_OF_MEMBERS, 2, tuple(chain("module_scores_in_order:实操>shared_rank")))
    placings = rank_teams([first, second], settings).placings
    assert [(one.contender.label, one.contender.total, one.rank) for one in placings] == [
        ("乙队", Decimal(160), 1),
        ("甲队", Decimal(160), 2),
    ]
    assert placings[1].against_ahead.difference == "实操成绩 170.00 高于 150.00"
