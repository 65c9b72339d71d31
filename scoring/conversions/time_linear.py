"""用时分（按超时扣分）：不超过标准用时得满分，每超过一个单位扣若干分，扣完为止。

出处：以时间计分见 yzwku.com/doc/370986（competition-rules 1.6）；扣分公式为通用写法，未读到可引用的原文。
参数：`standard`（标准用时，秒）、`unit`（单位，秒）、`each`（每单位扣分）、`count`（`exact` 按比例，`ceil` 不足一个单位
按一个单位计）。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scoring.conversion import Converted
from scoring.formulas import check_units, mark_less_units
from scoring.numbers import EXACT
from scoring.parameters import Parameters, check_names, number, positive

CODE = "time_linear"
TITLE = "用时分（按超时扣分）"
FROM_TIME = True


def check(parameters: Parameters, full_mark: Decimal) -> None:
    """标准用时、单位和每单位扣分大于 0，计法为 exact 或 ceil；否则报 `InvalidParameters`。"""
    check_names(parameters, "standard", "unit", "each", "count")
    positive(parameters, "standard")
    check_units(parameters)


def converted_full_mark(parameters: Parameters, full_mark: Decimal) -> Decimal:
    """模块满分。"""
    return full_mark


def convert(raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal) -> dict[str, Converted]:
    """各选手的用时分；`raws` 为用时（秒）。"""
    standard = number(parameters, "standard")
    return {
        key: Converted(CODE, seconds, mark_less_units(parameters, EXACT.subtract(seconds, standard), full_mark))
        for key, seconds in raws.items()
    }
