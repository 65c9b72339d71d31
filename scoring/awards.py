"""Awards: how many of each, who receives one, and what happens to a tie at the boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    """按比例设奖时的人数基数。"""

    ENTERED = "entered"
    """报名参赛人数（含缺考、弃权、取消资格）。"""
    RANKED = "ranked"
    """取得名次的人数（含不参加评奖者）。"""
    ELIGIBLE = "eligible"
    """参加评奖的人数。"""


class InvalidAwardPlan(ScoringError):
    """An award has neither or both of ratio and count, or the ratios exceed the whole."""


@dataclass(frozen=True, slots=True)
class AwardLevel:
    """一个奖项：名称，以及比例（如 0.10）或固定名额，二者取一。"""

    name: str
    ratio: Decimal | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class AwardPlan:
    """设奖方案，奖项从高到低。比例 10/20/30 %：fsou 176474_2；固定 1/2/3：fabao365 law_565742_2。"""

    levels: tuple[AwardLevel, ...]
    base: AwardBase = AwardBase.RANKED
    count_rounding: CountRounding = CountRounding.HALF_UP
    boundary: BoundaryRule = BoundaryRule.EXCESS_REDUCES_NEXT


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award's working: the count before and after rounding, and how many were really given."""

    name: str
    calculated: Decimal
    planned: int
    given: int


@dataclass(frozen=True, slots=True)
class AwardWorking:
    """The base figure, one line an award, and who receives what (key -> award name)."""

    base: int
    lines: tuple[AwardLine, ...]
    recipients: Mapping[str, str]


def check_award_plan(plan: AwardPlan) -> None:
    """每个奖项须写明比例或名额之一，均不为负，比例之和不超过 100 %；否则报 `InvalidAwardPlan`。"""
    for level in plan.levels:
        if (level.ratio is None) == (level.count is None):
            raise InvalidAwardPlan(f"奖项“{level.name}”须写明比例或名额，且只能写一种。")
        if (level.ratio or 0) < 0 or (level.count or 0) < 0:
            raise InvalidAwardPlan(f"奖项“{level.name}”的比例或名额不能为负。")
    if sum((level.ratio or Decimal(0) for level in plan.levels), Decimal(0)) > 1:
        raise InvalidAwardPlan("各奖项比例之和超过 100 %，请调整设奖方案。")
    if len({level.name for level in plan.levels}) < len(plan.levels):
        raise InvalidAwardPlan("奖项名称重复，请调整设奖方案。")


def give_awards(plan: AwardPlan, award_ranks: Mapping[str, int], base: int) -> AwardWorking:
    """按评奖名次授奖。`award_ranks`：参加评奖者的评奖名次；`base`：按比例设奖的人数基数。"""
    check_award_plan(plan)
    waiting = sorted(award_ranks, key=lambda key: (award_ranks[key], key))
    recipients: dict[str, str] = {}
    lines: list[AwardLine] = []
    line_drawn = 0
    for level in plan.levels:
        calculated = Decimal(level.count or 0) if level.ratio is None else EXACT.multiply(level.ratio, Decimal(base))
        planned = _whole(calculated, plan.count_rounding)
        if plan.boundary is BoundaryRule.NEXT_KEEPS_COUNT:
            line_drawn = len(recipients)
        line_drawn += planned
        winners = _within(waiting, award_ranks, len(recipients), line_drawn)
        recipients.update((key, level.name) for key in winners)
        lines.append(AwardLine(level.name, calculated, planned, len(winners)))
    return AwardWorking(base, tuple(lines), recipients)


def _within(waiting: Sequence[str], award_ranks: Mapping[str, int], start: int, line_drawn: int) -> list[str]:
    """Those from `start` on whose rank is within the line: a tie across it has the rank of its first member."""
    winners: list[str] = []
    for key in waiting[start:]:
        if award_ranks[key] > line_drawn:
            break
        winners.append(key)
    return winners


def _whole(calculated: Decimal, rounding: CountRounding) -> int:
    modes = {
        CountRounding.FLOOR: ROUND_FLOOR,
        CountRounding.HALF_UP: ROUND_HALF_UP,
        CountRounding.CEILING: ROUND_CEILING,
    }
    return int(calculated.to_integral_value(rounding=modes[rounding]))
