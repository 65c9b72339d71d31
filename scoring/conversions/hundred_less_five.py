"""名次换算百分：第一名 100 分，每低一名减 5 分，减完为止；并列者都得并列名次的分。

出处：yzwku.com/doc/370986（competition-rules 1.6）。并列的处理未读到原文，按名次并列的通例。
没有参数，换算后的满分为 100。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scoring.conversion import Converted, places_of
from scoring.parameters import Parameters, check_names

CODE = "hundred_less_five"
TITLE = "名次换算百分（第一名 100 分，每低一名减 5 分）"
FROM_TIME = False
FIRST, EACH_PLACE = 100, 5


def check(parameters: Parameters, full_mark: Decimal) -> None:
    """没有参数。"""
    check_names(parameters)


def converted_full_mark(parameters: Parameters, full_mark: Decimal) -> Decimal:
    """第一名的 100 分。"""
    return Decimal(FIRST)


def convert(raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal) -> dict[str, Converted]:
    """各选手的名次换算分。"""
    return {
        key: Converted(CODE, raws[key], Decimal(max(FIRST - EACH_PLACE * (place - 1), 0)), place)
        for key, place in places_of(raws).items()
    }
