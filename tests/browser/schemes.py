"""A scheme with a criterion of every kind, for tests that mark on a tablet."""

from decimal import Decimal
from typing import Any

from foundation.database import session
from marking.schemes.models import Criterion, Scheme
from scoring.marks import MarkingType

LEVELS = ["低于行业标准", "达到行业标准", "部分超出行业标准", "全面超出行业标准"]
LINEAR = {"nominal": "50", "tolerance": "0.02", "unit": "0.01", "each": "1", "count": "exact"}
CLEANING = {
    "marks": [
        {"mark": "0", "description": "未清理"},
        {"mark": "1", "description": "清理不彻底"},
        {"mark": "2", "description": "清理干净"},
    ]
}
CRITERIA: list[dict[str, Any]] = [
    {"title": "焊缝余高", "full_mark": "10", "step": "0.5"},
    {"title": "整体观感", "full_mark": "6", "step": "1", "scale": 3, "descriptors": LEVELS},
    {"title": "尺寸偏差", "full_mark": "20", "step": "0.1"},
    {"title": "咬边", "full_mark": "5", "step": "0.5", "rule": "deduction", "parameters": {"each": "0.5"}},
    {"title": "孔径", "full_mark": "6", "step": "0.001", "rule": "linear", "parameters": LINEAR},
    {"title": "按图焊接", "full_mark": "4", "step": "1", "rule": "full_or_zero"},
    {"title": "焊后清理", "full_mark": "2", "step": "1", "rule": "benchmarks", "parameters": CLEANING},
]
FULL_MARK = 53


def every_kind() -> list[dict[str, Any]]:
    """One blind module of 53: typed, graded from 0 to 3, typed finely, faults counted, measured, tapped, described."""
    scheme = Scheme(title="焊接")
    for position, one in enumerate(CRITERIA, start=1):
        kind = MarkingType.JUDGEMENT if "scale" in one else MarkingType.MEASUREMENT
        facts = {**one, "full_mark": Decimal(one["full_mark"]), "step": Decimal(one["step"])}
        scheme.criteria.append(Criterion(position=position, code=f"A{position}", kind=kind, **facts))
    session.add(scheme)
    session.commit()
    return [{"code": "A", "title": "实际操作", "weight": 100, "full_mark": FULL_MARK, "scheme": scheme}]
