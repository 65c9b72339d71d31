from decimal import Decimal

import pytest

from scoring.awards import InvalidAwardPlan
from scoring.contest import score_event
from scoring.medals import MOSCOW_2018, MedalPlan, SmallField, check_medal_plan, give_medals
from tests.unit.scoring.factories import entry, plan

SAO_PAULO = MedalPlan(Decimal(2), medallion_from=Decimal(500), small_fields=MOSCOW_2018)


@pytest.mark.parametrize("example", [str(number) for number in range(1, 11)])
def test_medals_are_the_printed_ones(worked_example, example):
    rows = [row for row in worked_example("medals") if row["例"] == example]
    scores = {row["选手"]: Decimal(row["分数"]) for row in reversed(rows)}
    medals = give_medals(SAO_PAULO, scores, int(rows[0]["参赛人数"])).recipients
    assert [medals.get(row["选手"], "") for row in rows] == [row["奖牌"] for row in rows]


@pytest.mark.parametrize(
    ("scores", "reasons"),
    [
        (
            [530, 528.5, 510],
            [
                "最高 530 分，相差不超过 2 的共 2 人并列",
                "金牌有 2 枚，不设银牌",
                "510 分，没有相差不超过 2 的其他选手",
                "未获奖牌，分数不低于 500",
            ],
        ),
        (
            [530, 530, 530, 520],
            [
                "最高 530 分，相差不超过 2 的共 3 人并列",
                "金牌有 3 枚，不设银牌",
                "金牌有 3 枚，下一名比最后一枚低 10，超过 2，不设铜牌",
                "未获奖牌，分数不低于 500",
            ],
        ),
        (
            [530, 520, 519, 510],
            [
                "530 分，没有相差不超过 2 的其他选手",
                "最高 520 分，相差不超过 2 的共 2 人并列",
                "银牌有 2 枚，下一名比最后一枚低 9，超过 2，不设铜牌",
                "未获奖牌，分数不低于 500",
            ],
        ),
        (
            [530],
            ["530 分，没有相差不超过 2 的其他选手", "没有其他选手", "没有其他选手", "未获奖牌，分数不低于 500"],
        ),
    ],
)
def test_every_medal_says_why(scores, reasons):
    working = give_medals(SAO_PAULO, {f"A{n}": Decimal(str(score)) for n, score in enumerate(scores)}, 20)
    assert [line.reason for line in working.lines] == reasons


def test_plan_may_have_no_bronze_behind_tied_silvers():
    scores = {"A": Decimal(530), "B": Decimal(520), "C": Decimal(519), "D": Decimal(518)}
    strict = MedalPlan(Decimal(1), bronze_behind_silvers=False)
    working = give_medals(strict, scores, 4)
    assert working.recipients == {"A": "金牌", "B": "银牌", "C": "银牌"}
    assert working.lines[2].reason == "银牌有 2 枚，不设铜牌"


def test_small_field_says_how_many_kinds_it_has():
    working = give_medals(SAO_PAULO, {"A": Decimal(530)}, 3)
    assert {line.reason for line in working.lines} == {"参赛 3 人，按小规模项目表只设 0 种奖牌"}


def test_medals_of_an_event_pass_over_who_takes_no_award():
    entries = [
        entry("A01", {"实操": "90"}, award_barred="往届前三名"),
        entry("A02", {"实操": "88"}),
        entry("A03", {"实操": "87.5"}),
        entry("A04", {"实操": "70"}),
    ]
    result = score_event(plan(awards=MedalPlan(Decimal(1), medallion_from=Decimal(75))), entries)
    assert [one.award for one in result.entries] == [None, "金牌", "金牌", "铜牌"]
    assert (result.awards.base, [line.given for line in result.awards.lines]) == (4, [2, 0, 1, 0])


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (MedalPlan(Decimal(-1)), "不能为负"),
        (MedalPlan(Decimal(2), silver="金牌"), "名称不能相同"),
        (MedalPlan(Decimal(2), small_fields=(SmallField(5, 4),)), "应为 0 至 3"),
        (MedalPlan(Decimal(2), stated_base=-1), "基数不能为负"),
    ],
)
def test_medal_plan_that_makes_no_sense_is_refused(settings, problem):
    with pytest.raises(InvalidAwardPlan, match=problem):
        check_medal_plan(settings)
