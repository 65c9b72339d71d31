"""Two formulas that measured values and times share: a table of bands, and a loss for each unit beyond a limit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from scoring.numbers import EXACT, as_text, round_half_up
from scoring.parameters import InvalidParameters, Parameters, check_names, choice, number, positive, rows

MARK_PLACES = 6
"""A computed mark has at most six decimals (四舍五入), so that whole millionths on a tablet give the same mark."""


class Band(NamedTuple):
    """One line of a table: the values between two edges, either of which may be open, and their mark."""

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool
    mark: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies in this band."""
        after_low = self.low is None or value > self.low or (self.low_included and value == self.low)
        before_high = self.high is None or value < self.high or (self.high_included and value == self.high)
        return after_low and before_high

    def lies_before(self, later: Band) -> bool:
        """Whether every value of this band is smaller than every value of `later`."""
        if self.high is None or later.low is None:
            return False
        return self.high < later.low or (self.high == later.low and not (self.high_included and later.low_included))


def mark_by_bands(parameters: Parameters, value: Decimal) -> Decimal:
    """The mark of the band in which `value` lies; `otherwise` where none holds it."""
    for row in rows(parameters, "bands"):
        band = _read_band(row)
        if band.holds(value):
            return band.mark
    return number(parameters, "otherwise")


def check_bands(parameters: Parameters, full_mark: Decimal) -> None:
    """各档从小到大、互不重叠，得分在 0 至满分之间，且有一档可得满分；否则报 `InvalidParameters`，指明第几档。"""
    check_names(parameters, "bands", "otherwise")
    bands: list[Band] = []
    for place, row in enumerate(rows(parameters, "bands"), start=1):
        try:
            band = _checked_band(row)
        except InvalidParameters as problem:
            raise InvalidParameters(f"第 {place} 档：{problem}") from problem
        if bands and not bands[-1].lies_before(band):
            raise InvalidParameters(f"第 {place} 档与前一档重叠，或没有从小到大排列，请调整。")
        bands.append(band)
    marks = [band.mark for band in bands] + [number(parameters, "otherwise")]
    check_marks(marks, full_mark)


def check_marks(marks: list[Decimal], full_mark: Decimal) -> None:
    """列出的得分在 0 至满分之间，且最高为满分；否则报 `InvalidParameters`。"""
    if min(marks) < 0 or max(marks) != full_mark:
        raise InvalidParameters(f"各档得分应在 0 至 {as_text(full_mark)} 之间，且最高一档为满分，请调整。")


def mark_less_units(parameters: Parameters, excess: Decimal, full_mark: Decimal) -> Decimal:
    """满分减去“每超出一个 `unit` 扣 `each` 分”，扣完为止；`excess` 为超出量，不超出即满分。

    `count`：`exact` 按比例，`ceil` 不足一个单位的按一个单位计。
    """
    if excess <= 0:
        return full_mark
    unit, each = number(parameters, "unit"), number(parameters, "each")
    if parameters["count"] == "ceil":
        units = EXACT.divide(excess, unit).to_integral_value(rounding=ROUND_CEILING)
        return max(EXACT.subtract(full_mark, EXACT.multiply(each, units)), Decimal(0))
    lost = EXACT.divide(EXACT.multiply(each, excess), unit)
    mark = max(EXACT.subtract(full_mark, lost), Decimal(0))
    return mark if mark == round_half_up(mark, MARK_PLACES) else round_half_up(mark, MARK_PLACES)


def check_units(parameters: Parameters) -> None:
    """`unit`、`each` 大于 0，`count` 为 `exact` 或 `ceil`；否则报 `InvalidParameters`。"""
    positive(parameters, "unit")
    positive(parameters, "each")
    choice(parameters, "count", "exact", "ceil")


def _read_band(row: Mapping[str, str]) -> Band:
    low = "from" if "from" in row else "above"
    high = "to" if "to" in row else "below"
    return Band(
        low=number(row, low) if low in row else None,
        low_included=low == "from",
        high=number(row, high) if high in row else None,
        high_included=high == "to",
        mark=number(row, "mark"),
    )


def _checked_band(row: Mapping[str, str]) -> Band:
    check_names(row, "mark", optional=("from", "above", "to", "below"))
    if {"from", "above"} <= row.keys() or {"to", "below"} <= row.keys():
        raise InvalidParameters("下限只写“from”（含）或“above”（不含）之一，上限只写“to”（含）或“below”（不含）之一。")
    band = _read_band(row)
    if band.low is None and band.high is None:
        raise InvalidParameters("至少要写上限或下限之一。")
    if band.low is not None and band.high is not None and not band.holds((band.low + band.high) / 2):
        raise InvalidParameters("下限应小于上限。")
    return band
