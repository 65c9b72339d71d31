"""A score sheet: what a judge may write, the mark that each criterion's rule makes of it, and the judge's total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.marks import Criterion, InvalidMark, MarkError, MarkingType, MissingMark, Sheets
from scoring.measurements import MEASUREMENTS
from scoring.numbers import EXACT, as_text, exact_sum
from scoring.panel import JudgeScore, Measured
from scoring.parameters import InvalidParameters


def criterion_fault(criterion: Criterion) -> str | None:
    """In Chinese, to follow its title: why the criterion cannot be marked (scale, step, rule); None if it can."""
    if criterion.step < 0:
        return "的步长不能小于 0，请改正。"
    measured = criterion.kind is MarkingType.MEASUREMENT
    if criterion.scale is not None and (measured or criterion.rule or criterion.scale < 1):
        return "的等级应为大于 0 的整数，且只用于没有测量规则的评判项，请改正。"
    if criterion.rule and not measured:
        return "是评判项，不能使用测量规则，请改正。"
    return _rule_fault(criterion)


def _rule_fault(criterion: Criterion) -> str | None:
    if not criterion.rule:
        return "没有测量规则，却写了参数，请删去。" if criterion.parameters else None
    if criterion.rule not in MEASUREMENTS:
        return f"的测量规则“{criterion.rule}”不存在，请重新选择。"
    try:
        MEASUREMENTS[criterion.rule].check(criterion)
    except InvalidParameters as problem:
        return f"的测量规则“{MEASUREMENTS[criterion.rule].TITLE}”：{problem}"
    return None


def written_fault(criterion: Criterion, value: Decimal) -> str | None:
    """In Chinese: why a judge cannot write `value` for this criterion (range, step, its rule); None if he can.

    The criterion is of a plan without problems.
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        return "不是有效的十进制数。"
    if criterion.scale is not None:
        whole = 0 <= value <= criterion.scale and value == int(value)
        return None if whole else f"应为 0 至 {criterion.scale} 的整数。"
    if criterion.rule:
        fault = MEASUREMENTS[criterion.rule].written_fault(criterion, value)
    else:
        full_mark = criterion.full_mark
        fault = None if 0 <= value <= full_mark else f"应在 0 至 {as_text(full_mark)} 之间。"
    if fault is None and criterion.step and value % criterion.step:
        return f"应是 {as_text(criterion.step)} 的整数倍。"
    return fault


def mark_of(criterion: Criterion, written: Decimal) -> Decimal:
    """评分项得分：按等级评判的为 等级 / 最高等级 × 满分（不取舍）；有测量规则的按规则；否则写下的即为得分。"""
    if criterion.scale is not None:
        return EXACT.divide(EXACT.multiply(written, criterion.full_mark), Decimal(criterion.scale))
    return MEASUREMENTS[criterion.rule].mark(criterion, written) if criterion.rule else written


def judge_scores(criteria: Sequence[Criterion], sheets: Sheets) -> list[JudgeScore]:
    """每名裁判的合计：各评分项得分之和；没有评分表的为 None。由规则算出的得分与写下的数一并列出。

    缺分报 `MissingMark`；不是数、不合规则、多出评分项报 `InvalidMark`，均指明裁判和评分项。
    """
    computed = [criterion for criterion in criteria if criterion.rule or criterion.scale is not None]
    return [_judge_score(criteria, computed, judge, sheet) for judge, sheet in sheets.items()]


def _judge_score(
    criteria: Sequence[Criterion], computed: Sequence[Criterion], judge: str, sheet: Mapping[str, Decimal] | None
) -> JudgeScore:
    if sheet is None:
        return JudgeScore(judge, None)
    try:
        _check_sheet(criteria, sheet)
    except MarkError as problem:
        raise type(problem)(f"裁判“{judge}”：{problem}") from problem
    if not computed:
        return JudgeScore(judge, exact_sum(sheet.values()))
    measured = tuple(Measured(one.code, sheet[one.code], mark_of(one, sheet[one.code])) for one in computed)
    marks = {**sheet, **{one.criterion: one.mark for one in measured}}
    return JudgeScore(judge, exact_sum(marks.values()), measured)


def _check_sheet(criteria: Sequence[Criterion], sheet: Mapping[str, Decimal]) -> None:
    for criterion in criteria:
        written = sheet.get(criterion.code)
        if written is None:
            raise MissingMark(f"评分项“{criterion.title}”未打分，请补齐后再计算（缺分不按 0 分计）。")
        fault = written_fault(criterion, written)
        if fault is not None:
            raise InvalidMark(f"评分项“{criterion.title}”写的是“{written}”，{fault}请核对后重新录入。")
    if len(sheet) > len(criteria):
        unknown = "、".join(sorted(set(sheet) - {criterion.code for criterion in criteria}))
        raise InvalidMark(f"评分细则中没有评分项“{unknown}”，请核对评分表。")
