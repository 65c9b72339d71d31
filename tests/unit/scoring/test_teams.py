from decimal import Decimal

import pytest

from scoring.awards import AwardBase, AwardLevel, AwardPlan, Share
from scoring.contenders import MissingTieFact
from scoring.contest import score_event
from scoring.marks import EntryStatus
from scoring.team_plan import InvalidTeamPlan, TeamPlan
from scoring.team_rules import TEAM_RULES
from scoring.teams import Team, award_teams, members_of, rank_teams, team_total
from tests.unit.scoring.factories import chain, contender, entry, module, plan

NUMBERS = ("一", "二", "三", "四")
PLACE_POINTS = tuple(Decimal(points) for points in range(40, 0, -1))
AWARD_POINTS = {"一等奖": Decimal(8), "二等奖": Decimal(4), "三等奖": Decimal(2), "优胜奖": Decimal(1)}


def test_team_rules_are_found_by_being_there():
    assert list(TEAM_RULES) == ["best_k", "points_by_award", "points_by_place", "sum_of_members", "sum_of_places"]


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
    plan = TeamPlan(rows[0]["算法"], int(rows[0]["计入人数"]), tuple(chain("shorter_time>shared_rank")))
    result = rank_teams([team_of(row) for row in rows], plan)
    totals = {working.team.label: str(working.total or "") for working in result.workings}
    ranks = {placing.contender.label: str(placing.rank) for placing in result.placings}
    computed = [(row["代表队"], totals[row["代表队"]], ranks.get(row["代表队"], "")) for row in rows]
    assert computed == [(row["代表队"], row["团体总分"], row["名次"]) for row in rows]


def test_team_without_enough_members_says_why():
    team = Team("t", "丙队", (contender("A", "95"), contender("B", "90")))
    working = team_total(team, TeamPlan("sum_of_members", 3))
    assert (working.total, working.unranked_reason) == (None, "有成绩的队员 2 人，不足 3 人，不计团体总分")


def test_best_k_says_who_was_left_out():
    team = Team("t", "己队", tuple(contender(label, total) for label, total in [("A", "70"), ("B", "91"), ("C", "75")]))
    working = team_total(team, TeamPlan("best_k", 2))
    assert [member.label for member in working.counted] == ["B", "C"]
    assert [member.label for member in working.left_out] == ["A"]


def test_sum_of_members_refuses_more_members_than_the_plan():
    team = Team("t", "甲队", tuple(contender(label, "80") for label in "ABCD"))
    with pytest.raises(InvalidTeamPlan, match="甲队：有成绩的队员 4 人，多于规定的 3 人"):
        team_total(team, TeamPlan("sum_of_members", 3))


def test_team_plan_counts_at_least_one_member():
    with pytest.raises(InvalidTeamPlan, match="应至少为 1"):
        team_total(Team("t", "甲队", ()), TeamPlan("best_k", 0))


def test_time_of_a_team_is_known_only_when_every_member_is_timed():
    timed = Team("t1", "甲队", (contender("A", "90", seconds=Decimal(60)), contender("B", "80", seconds=Decimal(60))))
    untimed = Team("t2", "乙队", (contender("C", "90", seconds=Decimal(60)), contender("D", "80")))
    with pytest.raises(MissingTieFact, match="乙队：总分相同需比较用时"):
        rank_teams([timed, untimed], TeamPlan("sum_of_members", 2, tuple(chain("shorter_time"))))


def test_team_ties_are_broken_by_the_sums_of_the_members():
    modules = (module("理论", weight="50"), module("实操", weight="50"))
    marks = {"A01": ("90", "70"), "A02": ("80", "80"), "A03": ("70", "90"), "A04": ("80", "80")}
    entries = [entry(label, {"理论": one, "实操": two}) for label, (one, two) in marks.items()]
    absent = entry("A05", {}, status=EntryStatus.ABSENT)
    result = score_event(plan(*modules), [*entries, absent])
    first = Team("t1", "甲队", members_of(result, {"id-A01", "id-A02", "id-A05"}))
    second = Team("t2", "乙队", members_of(result, {"id-A03", "id-A04"}))
    settings = TeamPlan("sum_of_members", 2, tuple(chain("module_scores_in_order:实操>shared_rank")))
    placings = rank_teams([first, second], settings).placings
    assert [(one.contender.label, one.contender.total, one.rank) for one in placings] == [
        ("乙队", Decimal(160), 1),
        ("甲队", Decimal(160), 2),
    ]
    assert placings[1].against_ahead.difference == "实操成绩 170.00 高于 150.00"


@pytest.mark.parametrize("example", ["1", "2", "3"])
def test_places_and_prizes_of_members_give_the_printed_totals(worked_example, example):
    rows = [row for row in worked_example("team_places") if row["例"] == example]
    settings = TeamPlan(
        rows[0]["算法"],
        int(rows[0]["计入人数"]),
        tuple(chain(rows[0]["规则链"])),
        place_points=PLACE_POINTS,
        award_points=AWARD_POINTS,
    )
    result = rank_teams([_placed_team(row) for row in reversed(rows)], settings)
    totals = {working.team.label: str(working.total or "") for working in result.workings}
    ranks = {one.contender.label: (str(one.rank), one.against_ahead) for one in result.placings}
    computed = []
    for row in rows:
        place, ahead = ranks.get(row["代表队"], ("", None))
        computed.append((row["代表队"], totals[row["代表队"]], place, ahead.code if ahead else ""))
    assert computed == [(row["代表队"], row["团体总分"], row["名次"], row["决定规则"]) for row in rows]


def _placed_team(row):
    members = []
    for number in NUMBERS:
        taken = row[f"队员{number}"]
        facts = (
            {"places": (int(taken),)} if taken.isdecimal() else {"awards": (taken,) if taken in AWARD_POINTS else ()}
        )
        if taken:
            members.append(contender(f"{row['代表队']}{number}", "80", **facts))
    return Team(f"id-{row['代表队']}", row["代表队"], tuple(members))


def test_what_each_member_brought_and_who_did_not_count_is_told():
    members = tuple(contender(label, "80", places=(place,)) for label, place in [("A", 3), ("B", 1), ("C", 2)])
    working = team_total(Team("t", "甲队", members), TeamPlan("sum_of_places", 2))
    assert (working.total, working.values) == (3, {"id-A": 3, "id-B": 1, "id-C": 2})
    assert [member.label for member in (*working.counted, *working.left_out)] == ["B", "C", "A"]


@pytest.mark.parametrize(
    ("rule", "facts", "problem"),
    [
        ("points_by_place", {"places": (1,)}, "须列出各名次的积分"),
        ("points_by_award", {"awards": ("一等奖",)}, "缺“一等奖”"),
        ("sum_of_places", {}, "没有该队员的名次"),
        ("by_height", {}, "团体计分规则“by_height”不存在"),
    ],
)
def test_team_plan_without_what_its_rule_needs_is_refused(rule, facts, problem):
    with pytest.raises(InvalidTeamPlan, match=problem):
        team_total(Team("t", "甲队", (contender("A", "80", **facts),)), TeamPlan(rule, 1))


def test_members_bring_their_place_and_award_from_the_event():
    awards = AwardPlan((AwardLevel("一等奖", count=1),))
    result = score_event(plan(awards=awards), [entry("A01", {"实操": "90"}), entry("A02", {"实操": "80"})])
    members = members_of(result, {"id-A01", "id-A02"})
    assert [(one.places, one.awards) for one in members] == [((1,), ("一等奖",)), ((2,), ())]


def test_team_tie_that_people_decided_says_who_and_why():
    def tied(label, order):
        member = contender(label, "90", seconds=Decimal(60))
        return Team(label, label, (member,), decided_order=order, decided_basis="组委会抽签，2026 年 5 月 1 日")

    settings = TeamPlan("sum_of_members", 1, tuple(chain("shorter_time>people_decide")))
    placings = rank_teams([tied("甲队", 2), tied("乙队", 1)], settings).placings
    assert [(one.contender.label, one.rank) for one in placings] == [("乙队", 1), ("甲队", 2)]
    assert placings[1].against_ahead.difference == "裁定次序 1 先于 2（组委会抽签，2026 年 5 月 1 日）"


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        ({"base": AwardBase.RANKED}, [2, 4]),
        ({"base": AwardBase.ENTERED}, [2, 5]),
        ({"stated_base": 15}, [2, 7]),
    ],
)
def test_units_are_rewarded_by_count_and_by_a_share_of_them(settings, given):
    """名列前百分之六十的单位受表彰，其中第一、二名为优秀组织奖一等奖。"""
    units = [Team(f"u{n}", f"单位{n:02}", (contender(f"S{n}", n),) if n > 1 else ()) for n in range(12)]
    levels = (AwardLevel("一等奖", count=2), AwardLevel("二等奖", down_to=Share(3, 5)))
    units[10] = Team("u10", "单位10", units[10].members, award_barred="承办单位")
    awards = award_teams(rank_teams(units, TeamPlan("best_k", 1)), AwardPlan(levels, **settings))
    assert [awards.recipients.get(key) for key in ("u11", "u10", "u9", "u8")] == ["一等奖", None, "一等奖", "二等奖"]
    assert [line.given for line in awards.lines] == given
