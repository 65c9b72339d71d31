"""按错扣分：从满分起，每错一处扣若干分，扣完为止。

出处：竞赛评分细则的通用写法（“每处扣 x 分，扣完为止”），未读到可引用的原文；采用时请在评分方案中写明依据文件。
参数：`each`，每处扣几分。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.marks import Criterion
from scoring.numbers import EXACT
from scoring.parameters import check_names, number, positive

CODE = "deduction"
TITLE = "按错扣分"
WRITES = "错误处数"


def check(criterion: Criterion) -> None:
    """`each` 大于 0；否则报 `InvalidParameters`。"""
    check_names(criterion.parameters, "each")
    positive(criterion.parameters, "each")


def written_fault(criterion: Criterion, written: Decimal) -> str | None:
    """写的是错误处数：不小于 0 的整数。"""
    return None if written >= 0 and written == int(written) else "写的是错误处数，应为不小于 0 的整数。"


def mark(criterion: Criterion, written: Decimal) -> Decimal:
    """满分减去处数乘以每处扣分，不低于 0。"""
    lost = EXACT.multiply(number(criterion.parameters, "each"), written)
    return max(EXACT.subtract(criterion.full_mark, lost), Decimal(0))
