"""Numbers as the printed rules mean them: `Decimal`, and rounding whose mode, place and moment are written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum

EXACT = Context(prec=50, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Fifty digits: thirty more than `SETTLED_PLACES`, so that the noise of a division never reaches a comparison."""

SETTLED_PLACES = 20
_UNIT = {places: Decimal(1).scaleb(-places) for places in range(SETTLED_PLACES + 1)}


class ScoringError(Exception):
    """A rule cannot be applied. The message is Chinese and says which module, judge or criterion, and what to do."""


class RoundingOrder(StrEnum):
    """取舍的时机：两种次序公布的总分可能不同，必须在评分方案中写明。"""

    EACH_PART = "each_part"
    """逐项取舍再相加：模块得分、折算得分逐一四舍五入，总分为各折算得分之和；凭公布的数字即可复算。"""
    ONCE = "once"
    """合计后一次取舍：各模块保留未取舍值，仅总分四舍五入一次。"""


class RoundingMode(StrEnum):
    """取舍的方法，必须在评分方案中写明；未取舍的值始终保留。"""

    HALF_UP = "half_up"
    """四舍五入。"""
    HALF_EVEN = "half_even"
    """四舍六入五成双（GB/T 8170）。"""
    DOWN = "down"
    """截尾：多余的小数位直接舍去。"""


MODE_TITLES = {
    RoundingMode.HALF_UP: "四舍五入",
    RoundingMode.HALF_EVEN: "四舍六入五成双",
    RoundingMode.DOWN: "截尾",
}
_MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.DOWN: ROUND_DOWN,
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """保留几位小数、在何时取舍、怎样取舍。公开规则多为四舍五入、保留两位（0 至 2 位均有）。"""

    order: RoundingOrder = RoundingOrder.ONCE
    places: int = 2
    mode: RoundingMode = RoundingMode.HALF_UP

    def apply(self, value: Decimal) -> Decimal:
        """`value` at this place, by this mode; settled first, as `round_half_up` says."""
        return settle(value).quantize(_UNIT[self.places], rounding=_MODES[self.mode], context=EXACT)


def settle(value: Decimal) -> Decimal:
    """The value at 20 decimals. Three times one third is 1 again, so equal scores compare as equal."""
    return value.quantize(_UNIT[SETTLED_PLACES], context=EXACT)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """四舍五入，保留 `places` 位小数（0 至 20）：2.665 -> 2.67，负数按绝对值。

    The value is settled first: 2.66499...9, left by a division that should have given 2.665, is 2.67.
    """
    return settle(value).quantize(_UNIT[places], context=EXACT)


def exact_mean(values: Iterable[Decimal]) -> Decimal:
    """The mean to fifty digits, not rounded. No values: `DivisionByZero` or `InvalidOperation`, never 0."""
    listed = list(values)
    return EXACT.divide(exact_sum(listed), Decimal(len(listed)))


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum to fifty digits, whatever context the caller's thread has."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def as_text(value: Decimal) -> str:
    """The value as people write it: no exponent; a rounded value keeps its places, an unrounded one at most 20."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -SETTLED_PLACES:
        return format(value, "f")
    return format(settle(value), "f").rstrip("0").rstrip(".")
