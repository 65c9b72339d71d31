"""A marking scheme: criteria with full marks and steps; what a mark may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.marks import Criterion, MarkingType
from scoring.measurements import MEASUREMENTS, benchmarks, deduction, full_or_zero
from scoring.parameters import InvalidParameters
from scoring.sheets import mark_of, written_fault

KIND_TITLES = {MarkingType.MEASUREMENT: "测量（客观）", MarkingType.JUDGEMENT: "评判（主观）"}
PARAMETER_TITLES = {
    "nominal": "名义值",
    "tolerance": "公差",
    "standard": "标准用时",
    "unit": "每超出多少",
    "each": "扣几分",
    "count": "不足一个单位时",
    "bands": "各档",
    "marks": "各档",
    "mark": "得分",
    "description": "达到的标准",
    "otherwise": "各档以外得分",
    "from": "从（含）",
    "above": "从（不含）",
    "to": "到（含）",
    "below": "到（不含）",
    "points": "名次分",
    "ties": "并列的给分",
}
WRITES_NO_STEPS = frozenset({full_or_zero.CODE, benchmarks.CODE, deduction.CODE})
GRADES = 3  # 0 低于行业标准，1 达到，2 达到且部分优于，3 全面优于
MOST_GRADES = 10


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """One line of a scheme as a person writes it. `descriptors` say what the scores 0, 1, 2, 3 of a judgement mean.

    `group` is the heading it stands under (WorldSkills: the sub-criterion).
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
    group: str = ""


def scoring_criterion(facts: CriterionFacts) -> Criterion:
    """The criterion as `scoring` knows it. The step is what the writer of a plain mark or a measured value keeps to."""
    counted = facts.scale is not None or facts.rule in WRITES_NO_STEPS
    return Criterion(
        facts.code,
        facts.title,
        facts.full_mark,
        facts.kind,
        facts.rule,
        facts.parameters,
        facts.scale,
        Decimal(0) if counted else facts.step,
    )


def value_fault(facts: CriterionFacts, value: Decimal) -> str | None:
    """Why `value` cannot be written for this criterion, as its rule and step want it; None if it can."""
    return written_fault(scoring_criterion(facts), value)


def awarded_mark(facts: CriterionFacts, value: Decimal) -> Decimal:
    """评分项得分：裁判写下的数按测量规则或等级折算，不取舍；没有规则的，写下的即为得分。"""
    return mark_of(scoring_criterion(facts), value)


def mark_fault(value: Decimal, *, full_mark: Decimal, step: Decimal) -> str | None:
    """Why `value` cannot be a plain mark of this criterion; None if it can."""
    if value < 0 or value > full_mark:
        return f"分值应在 0 到 {full_mark:f} 之间。"
    if step and value % step != 0:
        return f"分值应是 {step:f} 的整数倍。"
    return None


def scheme_faults(full_mark: Decimal, criteria: Sequence[CriterionFacts]) -> list[str]:
    """Why these criteria do not make up a module of `full_mark`."""
    faults = []
    if not criteria:
        faults.append("还没有评分项。")
    codes = [one.code for one in criteria]
    faults += [f"评分项代码“{code}”重复。" for code in sorted({code for code in codes if codes.count(code) > 1})]
    for one in criteria:
        plain = not one.rule and one.scale is None
        if one.full_mark <= 0 or one.step <= 0 or (plain and one.full_mark % one.step != 0):
            faults.append(f"评分项“{one.code}”的满分应大于 0，并且是步长的整数倍。")
    total = sum((one.full_mark for one in criteria), Decimal(0))
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
        faults += [f"第 {place} 行“{criterion.title}”{fault}" for fault in _criterion_faults(criterion)]
    return faults


def _criterion_faults(criterion: CriterionFacts) -> Iterator[str]:
    """What is wrong with one criterion, each as the rest of a sentence."""
    measured = criterion.kind is MarkingType.MEASUREMENT
    if criterion.full_mark <= 0 or criterion.step <= 0:
        yield "的满分和步长都应大于 0。"
    if measured and criterion.descriptors:
        yield "是测量项，不写评判标准。"
    if len(criterion.descriptors) > 4:
        yield "的评判标准最多四行，依次为 0、1、2、3 分。"
    if measured and criterion.scale is not None:
        yield "是测量项，不按等级评判。"
    if criterion.scale is not None and not 1 <= criterion.scale <= MOST_GRADES:
        yield f"的最高等级应在 1 至 {MOST_GRADES} 之间。"
    if criterion.rule and not measured:
        yield "是评判项，不用测量规则。"
    elif criterion.rule and (fault := rule_fault(criterion)):
        yield f"的测量规则：{fault}"


def rule_fault(criterion: CriterionFacts) -> str | None:
    """Why the rule of a measured criterion cannot be used with its parameters; None if it can, or if it has none."""
    if not criterion.rule:
        return None
    if criterion.rule not in MEASUREMENTS:
        return f"没有规则“{criterion.rule}”，请重新选择。"
    try:
        MEASUREMENTS[criterion.rule].check(scoring_criterion(criterion))
    except InvalidParameters as problem:
        return in_words(str(problem))
    return None


def in_words(problem: str) -> str:
    """What is wrong with parameters, with the names that people read."""
    for name, title in PARAMETER_TITLES.items():
        problem = problem.replace(f"“{name}”", f"“{title}”")
    return problem
