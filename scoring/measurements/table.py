"""查表得分：按测量值所在的档次得分，每档写明两端是否包含在内。

出处：WSC2026_TD39（测量项分档，CIS 自动计算；competition-rules 2.1）。
参数：`bands`，每行 `from`（含）或 `above`（不含）、`to`（含）或 `below`（不含）、`mark`；`otherwise`，各档以外的得分。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.formulas import check_bands, mark_by_bands
from scoring.marks import Criterion

CODE = "table"
TITLE = "查表得分"
WRITES = "测量值"


def check(criterion: Criterion) -> None:
    """各档从小到大、互不重叠，最高一档为满分；否则报 `InvalidParameters`。"""
    check_bands(criterion.parameters, criterion.full_mark)


def written_fault(criterion: Criterion, written: Decimal) -> str | None:
    """任何测量值都可以写。"""
    return None


def mark(criterion: Criterion, written: Decimal) -> Decimal:
    """测量值所在档次的得分。"""
    return mark_by_bands(criterion.parameters, written)
