"""One entry in one module: sheets -> judges' totals -> the panel's score -> deduction -> scaled to the weight."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scoring.marks import Deduction, EntryMarks, InvalidMark, MarkError, MissingMark, sheet_total
from scoring.methods import METHODS
from scoring.numbers import EXACT, Rounding, RoundingOrder, as_text, exact_sum
from scoring.panel import JudgeScore, PanelError
from scoring.plan import ModulePlan
from scoring.results import ModuleScore


def score_module(module: ModulePlan, entry: EntryMarks, rounding: Rounding) -> ModuleScore:
    """模块得分：裁判评分合成，减去扣分（扣完为止，不低于 0），再按“得分 / 满分 × 权重”折算。

    逐项取舍时由已取舍的模块得分折算，凭公布的数字可以复算；一次取舍时由未取舍的得分折算。
    缺分、错分、缺裁判分别报 `MissingMark`、`InvalidMark`、`PanelError`，均写明选手、模块和裁判。
    """
    try:
        working = METHODS[module.method].combine(_judge_scores(module, entry), module.panel)
        deductions = _deductions(module, entry)
    except (MarkError, PanelError) as problem:
        raise type(problem)(f"{entry.label}，模块“{module.title}”：{problem}") from problem
    deduction = exact_sum(one.points for one in deductions)
    score = max(EXACT.subtract(working.combined, deduction), Decimal(0))
    published = rounding.apply(score)
    weighted = scale(published if rounding.order is RoundingOrder.EACH_PART else score, module)
    return ModuleScore(
        code=module.code,
        title=module.title,
        weight=module.weight,
        full_mark=module.full_mark,
        working=working,
        deductions=deductions,
        deduction=deduction,
        score=score,
        published=published,
        weighted=weighted,
        weighted_published=rounding.apply(weighted),
    )


def scale(score: Decimal, module: ModulePlan | ModuleScore) -> Decimal:
    """折算得分 = 得分 / 满分 × 权重，不取舍。先乘后除，能除尽的不留尾差。"""
    return EXACT.divide(EXACT.multiply(score, module.weight), module.full_mark)


def _judge_scores(module: ModulePlan, entry: EntryMarks) -> list[JudgeScore]:
    """Each judge's sheet total; None for a judge of the panel whose sheet is missing."""
    sheets = entry.sheets.get(module.code, {})
    panel = module.judges or tuple(sheets)
    if not panel:
        raise MissingMark("没有任何评分表，请补齐；如选手缺考，请登记缺考。")
    strangers = "、".join(sorted(set(sheets).difference(panel)))
    if strangers:
        raise InvalidMark(f"裁判“{strangers}”不在该模块裁判组中，其评分表不能计入，请核对裁判组。")
    return [JudgeScore(judge, _sheet_total(module, judge, sheets.get(judge))) for judge in panel]


def _sheet_total(module: ModulePlan, judge: str, marks: Mapping[str, Decimal] | None) -> Decimal | None:
    if marks is None:
        return None
    try:
        return sheet_total(module.criteria, marks)
    except MarkError as problem:
        raise type(problem)(f"裁判“{judge}”：{problem}") from problem


def _deductions(module: ModulePlan, entry: EntryMarks) -> tuple[Deduction, ...]:
    """The deductions by reason, so that the order in which they were entered never matters."""
    deductions = entry.deductions.get(module.code, ())
    for deduction in deductions:
        points = deduction.points
        if not isinstance(points, Decimal) or not points.is_finite() or points < 0:
            raise InvalidMark(f"扣分“{points}”应为不小于 0 的数，请重新录入。")
        if not deduction.reason.strip():
            raise InvalidMark(f"扣分 {as_text(points)} 没有写明原因，请补充。")
    return tuple(sorted(deductions, key=lambda deduction: (deduction.reason, deduction.points)))
