"""A marking scheme: criteria with full marks and steps; what a mark may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.marks import MarkingType

KIND_TITLES = {MarkingType.MEASUREMENT: "测量（客观）", MarkingType.JUDGEMENT: "评判（主观）"}


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """One line of a scheme as a person writes it. `descriptors` say what the scores 0, 1, 2, 3 of a judgement mean.

    `rule` with its `parameters`, and `scale`, say how what a rater writes becomes a mark (`scoring.marks.Criterion`).
    """

    code: str
    title: str
    kind: MarkingType
    full_mark: Decimal
    step: Decimal
    descriptors: tuple[str, ...] = ()
    rule: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    scale: int | None = None


def mark_fault(value: Decimal, *, full_mark: Decimal, step: Decimal) -> str | None:
    """Why `value` cannot be a mark of this criterion; None if it can."""
    if value < 0 or value > full_mark:
        return f"分值应在 0 到 {full_mark:f} 之间。"
    if step and value % step != 0:
        return f"分值应是 {step:f} 的整数倍。"
    return None


def scheme_faults(full_mark: Decimal, criteria: Sequence[tuple[str, Decimal, Decimal, MarkingType]]) -> list[str]:
    """Why these criteria (code, full mark, step, type) do not make up a module of `full_mark`."""
    faults = []
    if not criteria:
        faults.append("还没有评分项。")
    codes = [code for code, *_ in criteria]
    faults += [f"评分项代码“{code}”重复。" for code in sorted({code for code in codes if codes.count(code) > 1})]
    for code, full, step, _kind in criteria:
        if full <= 0 or step <= 0 or full % step != 0:
            faults.append(f"评分项“{code}”的满分应大于 0，并且是步长的整数倍。")
    total = sum((full for _, full, _, _ in criteria), Decimal(0))
    if criteria and total != full_mark:
        faults.append(f"评分项满分合计 {total:f}，与模块满分 {full_mark:f} 不一致。")
    return faults


def reasons_against_criteria(criteria: Sequence[CriterionFacts]) -> list[str]:
    """Why these criteria cannot even be stored as a draft: a scheme is written line by line, its sum comes last."""
    codes = [criterion.code for criterion in criteria]
    faults = [f"评分项代码“{code}”重复，请改为不同代码。" for code in sorted({c for c in codes if codes.count(c) > 1})]
    for place, criterion in enumerate(criteria, start=1):
        if not criterion.code or not criterion.title:
            faults.append(f"第 {place} 行没有代码或名称。")
        if criterion.full_mark <= 0 or criterion.step <= 0:
            faults.append(f"第 {place} 行“{criterion.title}”的满分和步长都应大于 0。")
        if criterion.kind is MarkingType.MEASUREMENT and criterion.descriptors:
            faults.append(f"第 {place} 行“{criterion.title}”是测量项，不写评判标准。")
        if len(criterion.descriptors) > 4:
            faults.append(f"第 {place} 行“{criterion.title}”的评判标准最多四行，依次为 0、1、2、3 分。")
    return faults
