"""按偏差扣分：测量值与名义值之差超出公差的，每超出一个单位扣若干分，扣完为止。

出处：WSC2026_TD39（CIS 自动计算；competition-rules 2.1）；扣分公式为尺寸类评分细则的通用写法，未读到可引用的原文。
参数：`nominal`（名义值）、`tolerance`（公差，超出才扣）、`unit`（单位）、`each`（每单位扣分）、
`count`（`exact` 按比例，`ceil` 不足一个单位按一个单位计）。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.formulas import check_units, mark_less_units
from scoring.marks import Criterion
from scoring.numbers import EXACT
from scoring.parameters import InvalidParameters, check_names, number

CODE = "linear"
TITLE = "按偏差扣分"
WRITES = "测量值"


def check(criterion: Criterion) -> None:
    """公差不小于 0，单位和每单位扣分大于 0，计法为 exact 或 ceil；否则报 `InvalidParameters`。"""
    check_names(criterion.parameters, "nominal", "tolerance", "unit", "each", "count")
    number(criterion.parameters, "nominal")
    if number(criterion.parameters, "tolerance") < 0:
        raise InvalidParameters("参数“tolerance”不能小于 0，请重新填写。")
    check_units(criterion.parameters)


def written_fault(criterion: Criterion, written: Decimal) -> str | None:
    """任何测量值都可以写。"""
    return None


def mark(criterion: Criterion, written: Decimal) -> Decimal:
    """满分减去超出公差部分的扣分，不低于 0；按比例的得分最多六位小数。"""
    deviation = abs(EXACT.subtract(written, number(criterion.parameters, "nominal")))
    excess = EXACT.subtract(deviation, number(criterion.parameters, "tolerance"))
    return mark_less_units(criterion.parameters, excess, criterion.full_mark)
