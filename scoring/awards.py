"""Awards: how many of each, who receives one, and what happens to a tie at the boundary."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from scoring.numbers import EXACT, ScoringError


class CountRounding(StrEnum):
    """按比例计算的获奖名额不是整数时的取整方式。"""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEILING = "ceiling"


class BoundaryRule(StrEnum):
    """名额末位并列的处理。两种规则下并列者都获较高奖项，区别在于下一奖项的名额。"""

    EXCESS_REDUCES_NEXT = "excess_reduces_next"
    """多出的名额从下一奖项中扣减（按累计名次划线）。"""
    NEXT_KEEPS_COUNT = "next_keeps_count"
    """下一奖项名额不变，获奖总数相应增加。"""


class AwardBase(StrEnum):
    """按比例设奖时的人数（团体奖、组织奖为单位数）基数。"""

    ENTERED = "entered"
    """报名参赛人数（含缺考、弃权、取消资格）。"""
    RANKED = "ranked"
    """取得名次的人数（含不参加评奖者）。"""
    ELIGIBLE = "eligible"
    """参加评奖的人数。"""


class InvalidAwardPlan(ScoringError):
    """An award has neither or both of ratio and count, or the ratios exceed the whole."""


@dataclass(frozen=True, slots=True)
class Share:
    """几分之几：三分之二写作 part=2、whole=3，而不写成除不尽的小数。"""

    part: int
    whole: int

    def of(self, number: int) -> int:
        """`number` 的几分之几，不足一个的舍去：“名次在前三分之二以内”即名次不大于该数。"""
        return number * self.part // self.whole


@dataclass(frozen=True, slots=True)
class AwardLevel:
    """一个奖项：名称，以及比例（如 0.10）、固定名额、名次线三者之一。

    `down_to`：名次在前几分之几以内而未获更高奖项者，如金银铜奖之下“优胜奖至前二分之一”。
    """

    name: str
    ratio: Decimal | None = None
    count: int | None = None
    down_to: Share | None = None


@dataclass(frozen=True, slots=True)
class AwardPlan:
    """设奖方案，奖项从高到低。比例 10/20/30 %：fsou 176474_2；固定 1/2/3：fabao365 law_565742_2。

    优胜奖至前二分之一：ppfocus.com/0/spd08d642；至前三分之二：news.sxrb.com/BIG5/314060/9996401.html。
    `stated_base`：竞赛文件直接写明基数的（如全市单位数），以该数为准，不再按 `base` 计数。
    `at_most`：获奖总数的上限（作品奖不超过参评作品的 30 %：360popo.com 1586）；够不着的奖项少发，跨上限的并列都不发。
    """

    levels: tuple[AwardLevel, ...]
    base: AwardBase = AwardBase.RANKED
    count_rounding: CountRounding = CountRounding.HALF_UP
    boundary: BoundaryRule = BoundaryRule.EXCESS_REDUCES_NEXT
    at_most: Share | None = None
    stated_base: int | None = None


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award's working: the count before and after rounding, how many were really given, and why if it is a rule."""

    name: str
    calculated: Decimal
    planned: int
    given: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AwardWorking:
    """The base figure, one line an award, and who receives what (key -> award name)."""

    base: int
    lines: tuple[AwardLine, ...]
    recipients: Mapping[str, str]


def check_award_plan(plan: AwardPlan) -> None:
    """每个奖项须写明比例、名额、名次线之一，均不为负，比例之和不超过 100 %；否则报 `InvalidAwardPlan`。"""
    for level in plan.levels:
        if [level.ratio, level.count, level.down_to].count(None) != 2:
            raise InvalidAwardPlan(f"奖项“{level.name}”须写明比例或名额或名次线，且只能写一种。")
        if (level.ratio or 0) < 0 or (level.count or 0) < 0:
            raise InvalidAwardPlan(f"奖项“{level.name}”的比例或名额不能为负。")
        _check_share(level.down_to, f"奖项“{level.name}”的名次线")
    _check_share(plan.at_most, "获奖总数上限")
    if sum((level.ratio or Decimal(0) for level in plan.levels), Decimal(0)) > 1:
        raise InvalidAwardPlan("各奖项比例之和超过 100 %，请调整设奖方案。")
    if len({level.name for level in plan.levels}) < len(plan.levels):
        raise InvalidAwardPlan("奖项名称重复，请调整设奖方案。")
    check_stated_base(plan.stated_base)


def check_stated_base(stated: int | None) -> None:
    """写明的基数不能为负，否则报 `InvalidAwardPlan`。"""
    if stated is not None and stated < 0:
        raise InvalidAwardPlan("设奖方案写明的人数（单位数）基数不能为负，请调整。")


def award_base(base: AwardBase, stated: int | None, *, entered: int, ranked: int, eligible: int) -> int:
    """The figure that the awards are counted from: the stated one, or the one that `base` names."""
    counts = {AwardBase.ENTERED: entered, AwardBase.RANKED: ranked, AwardBase.ELIGIBLE: eligible}
    return counts[base] if stated is None else stated


def give_awards(plan: AwardPlan, award_ranks: Mapping[str, int], base: int) -> AwardWorking:
    """按评奖名次授奖。`award_ranks`：参加评奖者的评奖名次；`base`：按比例设奖的人数基数。"""
    check_award_plan(plan)
    queue = _Queue(award_ranks, len(award_ranks) if plan.at_most is None else plan.at_most.of(base))
    lines: list[AwardLine] = []
    line_drawn = 0
    for level in plan.levels:
        if plan.boundary is BoundaryRule.NEXT_KEEPS_COUNT:
            line_drawn = len(queue.recipients)
        calculated, planned = _count(level, base, line_drawn, plan.count_rounding)
        line_drawn += planned
        lines.append(AwardLine(level.name, calculated, planned, queue.give(level.name, line_drawn)))
    return AwardWorking(base, tuple(lines), queue.recipients)


@dataclass
class _Queue:
    """Those who wait for an award, best first, and what the first of them have received. Never more than `most`."""

    ranks: Mapping[str, int]
    most: int
    recipients: dict[str, str] = field(default_factory=dict)

    def give(self, award: str, line: int) -> int:
        """`award` to all who wait with a rank within the line, and how many they were.

        A tie across the line has the rank of its first member, so it is inside; a tie across `most` is outside.
        """
        best_first = sorted(self.ranks, key=lambda key: (self.ranks[key], key))
        places = [self.ranks[key] for key in best_first]
        winners = [
            key
            for key in best_first[len(self.recipients) :]
            if self.ranks[key] <= line and bisect_right(places, self.ranks[key]) <= self.most
        ]
        self.recipients.update((key, award) for key in winners)
        return len(winners)


def _count(level: AwardLevel, base: int, line_drawn: int, rounding: CountRounding) -> tuple[Decimal, int]:
    """The number of this award before and after rounding; `line_drawn`: the last rank of the awards above it."""
    if level.down_to is not None:
        line = EXACT.divide(Decimal(base * level.down_to.part), Decimal(level.down_to.whole))
        return line, max(level.down_to.of(base) - line_drawn, 0)
    if level.ratio is None:
        return Decimal(level.count or 0), level.count or 0
    calculated = EXACT.multiply(level.ratio, Decimal(base))
    return calculated, _whole(calculated, rounding)


def _check_share(share: Share | None, what: str) -> None:
    if share is not None and not 0 <= share.part <= share.whole != 0:
        raise InvalidAwardPlan(f"{what}写作“{share.whole} 分之 {share.part}”，应在 0 与 1 之间，请调整设奖方案。")


def _whole(calculated: Decimal, rounding: CountRounding) -> int:
    modes = {
        CountRounding.FLOOR: ROUND_FLOOR,
        CountRounding.HALF_UP: ROUND_HALF_UP,
        CountRounding.CEILING: ROUND_CEILING,
    }
    return int(calculated.to_integral_value(rounding=modes[rounding]))
