from decimal import Decimal

import pytest

from scoring.awards import (
    AwardBase,
    AwardLevel,
    AwardPlan,
    BoundaryRule,
    CountRounding,
    InvalidAwardPlan,
    Share,
    check_award_plan,
    give_awards,
)
from scoring.contest import score_event
from scoring.marks import EntryStatus
from tests.unit.scoring.factories import entry, plan

NAMES = ("一等奖", "二等奖", "三等奖")


def by_count(*counts, **settings):
    return AwardPlan(tuple(AwardLevel(name, count=n) for name, n in zip(NAMES, counts, strict=True)), **settings)


def by_ratio(*ratios, **settings):
    levels = tuple(AwardLevel(name, ratio=Decimal(ratio)) for name, ratio in zip(NAMES, ratios, strict=True))
    return AwardPlan(levels, **settings)


def test_ratio_counts_are_rounded_as_the_plan_says(worked_example):
    rows = worked_example("award_counts")
    computed = []
    for row in rows:
        entrants = int(row["人数"])
        places = {f"选手{place:03}": place for place in range(1, entrants + 1)}
        settings = by_ratio("0.10", "0.20", "0.30", count_rounding=CountRounding(row["取整"]))
        working = give_awards(settings, places, entrants)
        assert [line.planned for line in working.lines] == [line.given for line in working.lines]
        computed.append([str(line.planned) for line in working.lines])
    assert computed == [[row["一等奖（10%）"], row["二等奖（20%）"], row["三等奖（30%）"]] for row in rows]


@pytest.mark.parametrize("boundary", list(BoundaryRule))
def test_tie_at_the_boundary_gets_the_better_award(worked_example, boundary):
    rows = [row for row in worked_example("award_boundary") if row["边界规则"] == boundary]
    places = {row["选手"]: int(row["评奖名次"]) for row in rows}
    working = give_awards(by_count(1, 2, 3, boundary=boundary), places, len(places))
    assert [working.recipients.get(row["选手"], "") for row in rows] == [row["奖项（1/2/3）"] for row in rows]


def test_barred_entrants_take_no_award_and_places_pass_down(worked_example):
    rows = worked_example("barred_entrants")
    entries = [entry(row["选手"], {"实操": row["总分"]}, award_barred=row["不参加评奖原因"]) for row in rows]
    result = score_event(plan(awards=by_count(1, 2, 2)), entries)
    computed = [(one.label, str(one.score_rank), str(one.award_rank or ""), one.award or "") for one in result.entries]
    assert computed == [(row["选手"], row["成绩名次"], row["评奖名次"], row["奖项（1/2/2）"]) for row in rows]


def test_award_base_is_the_number_that_the_plan_names(worked_example):
    rows = worked_example("award_base")
    computed = []
    for row in rows:
        awards = by_ratio("0.1", "0.2", "0.3", base=AwardBase(row["基数"]))
        entered, ranked, eligible = (int(row[column]) for column in ("报名人数", "取得名次人数", "参加评奖人数"))
        working = score_event(plan(awards=awards), entrants(entered, ranked, eligible)).awards
        computed.append((str(working.base), str(working.lines[0].planned)))
    assert computed == [(row["人数基数"], row["一等奖（10%，四舍五入）"]) for row in rows]


def entrants(entered, ranked, eligible):
    """So many entered, of whom so many competed, of whom so many may take an award; all scores differ."""
    competing = [
        entry(f"A{n:02}", {"实操": str(n)}, award_barred="" if n < eligible else "往届前三名") for n in range(ranked)
    ]
    return competing + [entry(f"B{n:02}", {}, status=EntryStatus.ABSENT) for n in range(entered - ranked)]


@pytest.mark.parametrize(
    ("levels", "problem"),
    [
        ((AwardLevel("一等奖"),), "须写明比例或名额"),
        ((AwardLevel("一等奖", Decimal("0.1"), 3),), "须写明比例或名额"),
        ((AwardLevel("一等奖", count=-1),), "不能为负"),
        ((AwardLevel("一等奖", Decimal("0.6")), AwardLevel("二等奖", Decimal("0.5"))), "超过 100 %"),
        ((AwardLevel("一等奖", count=1), AwardLevel("一等奖", count=2)), "名称重复"),
        ((AwardLevel("优胜奖", count=1, down_to=Share(1, 2)),), "只能写一种"),
        ((AwardLevel("优胜奖", down_to=Share(3, 2)),), "“2 分之 3”，应在 0 与 1 之间"),
        ((AwardLevel("优胜奖", down_to=Share(0, 0)),), "应在 0 与 1 之间"),
    ],
)
def test_award_plan_that_contradicts_itself_is_refused(levels, problem):
    with pytest.raises(InvalidAwardPlan, match=problem):
        check_award_plan(AwardPlan(levels))


@pytest.mark.parametrize(
    ("settings", "problem"), [({"at_most": Share(-1, 3)}, "获奖总数上限"), ({"stated_base": -1}, "基数不能为负")]
)
def test_limits_that_make_no_sense_are_refused(settings, problem):
    with pytest.raises(InvalidAwardPlan, match=problem):
        check_award_plan(AwardPlan((AwardLevel("一等奖", count=1),), **settings))


def test_consolation_prizes_reach_down_to_the_printed_rank(worked_example):
    rows = worked_example("award_lines")
    computed = []
    for row in rows:
        part, whole = (int(number) for number in row["优胜奖至前"].split("/"))
        counts = [int(number) for number in row["前三项名额"].split("/")]
        levels = [AwardLevel(name, count=number) for name, number in zip(NAMES, counts, strict=True)]
        awards = AwardPlan((*levels, AwardLevel("优胜奖", down_to=Share(part, whole))))
        places = {f"选手{place:03}": place for place in range(1, int(row["人数"]) + 1)}
        computed.append(str(give_awards(awards, places, len(places)).lines[-1].given))
    assert computed == [row["优胜奖人数"] for row in rows]


def test_prizes_never_exceed_the_share_of_works(worked_example):
    rows = worked_example("award_limit")
    computed = []
    for row in rows:
        counts = [int(number) for number in row["名额"].split("/")]
        places = {f"作品{number:02}": int(place) for number, place in enumerate(row["名次"].split(), start=1)}
        awards = by_count(*counts, at_most=Share(3, 10), stated_base=int(row["作品数"]))
        computed.append("/".join(str(line.given) for line in give_awards(awards, places, int(row["作品数"])).lines))
    assert computed == [row["实发"] for row in rows]


def test_tie_across_the_line_of_the_consolation_prize_is_inside():
    levels = (AwardLevel("金奖", count=1), AwardLevel("优胜奖", down_to=Share(1, 2)))
    working = give_awards(AwardPlan(levels), {"甲": 1, "乙": 2, "丙": 2, "丁": 4}, 4)
    assert working.recipients == {"甲": "金奖", "乙": "优胜奖", "丙": "优胜奖"}
    assert [str(line.calculated) for line in working.lines] == ["1", "2"]
