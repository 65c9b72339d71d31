"""满分或零分：测量项合格得满分，不合格得 0 分，没有中间分。

出处：WSC2026_TD39（测量项除写明分档外，只给满分或零分；competition-rules 2.1）。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.marks import Criterion
from scoring.numbers import as_text
from scoring.parameters import check_names

CODE = "full_or_zero"
TITLE = "满分或零分"
WRITES = "得分"


def check(criterion: Criterion) -> None:
    """没有参数。"""
    check_names(criterion.parameters)


def written_fault(criterion: Criterion, written: Decimal) -> str | None:
    """只能写 0 或满分。"""
    return None if written in (0, criterion.full_mark) else f"只能是 0 或满分 {as_text(criterion.full_mark)}。"


def mark(criterion: Criterion, written: Decimal) -> Decimal:
    """写下的即为得分。"""
    return written
