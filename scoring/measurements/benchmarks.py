"""分档得分：列出允许的得分，每个得分写明达到的标准，裁判只能取其中之一。

出处：WSC2026_TD39（测量项的部分得分须在评分项中写明分档；competition-rules 2.1）。
参数：`marks`，每行 `mark`（得分）和 `description`（标准）；须列出 0 分和满分。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.formulas import check_marks
from scoring.marks import Criterion
from scoring.numbers import as_text
from scoring.parameters import InvalidParameters, check_names, number, rows

CODE = "benchmarks"
TITLE = "分档得分"
WRITES = "得分"


def check(criterion: Criterion) -> None:
    """每档写明得分和标准，得分不重复，有 0 分，最高为满分；否则报 `InvalidParameters`。"""
    check_names(criterion.parameters, "marks")
    for row in rows(criterion.parameters, "marks"):
        check_names(row, "mark", "description")
    permitted = _permitted(criterion)
    check_marks(permitted, criterion.full_mark)
    if len(set(permitted)) < len(permitted) or 0 not in permitted:
        raise InvalidParameters("各档得分不能重复，并须列出 0 分，请调整。")


def written_fault(criterion: Criterion, written: Decimal) -> str | None:
    """只能写列出的得分之一。"""
    permitted = _permitted(criterion)
    return None if written in permitted else f"只能是 {'、'.join(map(as_text, permitted))} 之一。"


def mark(criterion: Criterion, written: Decimal) -> Decimal:
    """写下的即为得分。"""
    return written


def _permitted(criterion: Criterion) -> list[Decimal]:
    return [number(row, "mark") for row in rows(criterion.parameters, "marks")]
