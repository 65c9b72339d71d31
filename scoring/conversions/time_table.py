"""用时分（查表）：按用时所在的档次得分，每档写明两端是否包含在内。

出处：以时间计分见 yzwku.com/doc/370986（competition-rules 1.6）；分档为通用写法，未读到可引用的原文。
参数同测量规则 `table`：`bands` 和 `otherwise`，边界为用时（秒）。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scoring.conversion import Converted
from scoring.formulas import check_bands, mark_by_bands
from scoring.parameters import Parameters

CODE = "time_table"
TITLE = "用时分（查表）"
FROM_TIME = True


def check(parameters: Parameters, full_mark: Decimal) -> None:
    """各档从小到大、互不重叠，最高一档为满分；否则报 `InvalidParameters`。"""
    check_bands(parameters, full_mark)


def converted_full_mark(parameters: Parameters, full_mark: Decimal) -> Decimal:
    """模块满分。"""
    return full_mark


def convert(raws: Mapping[str, Decimal], parameters: Parameters, full_mark: Decimal) -> dict[str, Converted]:
    """各选手的用时分；`raws` 为用时（秒）。"""
    return {key: Converted(CODE, seconds, mark_by_bands(parameters, seconds)) for key, seconds in raws.items()}
