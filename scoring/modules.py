"""One entry in one module: sheets (or time) -> the panel's score -> deductions -> converted -> scaled to the weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from scoring.conversion import Converted
from scoring.conversions import CONVERSIONS
from scoring.marks import Deduction, EntryMarks, InvalidMark, MarkError, MissingMark, Sheets
from scoring.methods import METHODS
from scoring.numbers import EXACT, Rounding, RoundingOrder, as_text, exact_sum, settle
from scoring.panel import PanelError, Working
from scoring.plan import ModulePlan, is_timed
from scoring.results import ModuleScore


def score_module(module: ModulePlan, entry: EntryMarks, rounding: Rounding) -> ModuleScore:
    """模块得分：裁判评分合成（或由用时得出），减去扣分（扣完为止，不低于 0），再按“得分 / 满分 × 权重”折算。

    逐项取舍时由已取舍的模块得分折算，凭公布的数字可以复算；一次取舍时由未取舍的得分折算。
    缺分、错分、缺裁判分别报 `MissingMark`、`InvalidMark`、`PanelError`，均写明选手、模块和裁判。
    """
    try:
        timed = _converted_time(module, entry) if is_timed(module) else None
        working = _panel_working(module, entry) if timed is None else Working("", (), timed.score)
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
        converted=timed,
    )


def convert_module(
    module: ModulePlan, scores: Mapping[str, ModuleScore], rounding: Rounding
) -> Mapping[str, ModuleScore]:
    """全体选手的模块得分按评分方案换算；用时分已在各自的模块得分中，不再换算。

    名次按扣分之后的模块得分：逐项取舍时比较公布的得分，一次取舍时比较未取舍的得分。凡有该模块得分者都占名次。
    """
    if not module.conversion or is_timed(module):
        return scores
    each_part = rounding.order is RoundingOrder.EACH_PART
    raws = {key: score.published if each_part else settle(score.score) for key, score in scores.items()}
    rule = CONVERSIONS[module.conversion]
    converted = rule.convert(raws, module.conversion_parameters, module.full_mark)
    full_mark = rule.converted_full_mark(module.conversion_parameters, module.full_mark)
    assert full_mark is not None, "problems_of_plan refuses a module whose conversion has no full mark"
    return {key: _after(score, converted[key], full_mark, rounding) for key, score in scores.items()}


def scale(score: Decimal, module: ModulePlan | ModuleScore) -> Decimal:
    """折算得分 = 得分 / 满分 × 权重，不取舍。先乘后除，能除尽的不留尾差。"""
    return EXACT.divide(EXACT.multiply(score, module.weight), module.full_mark)


def _after(score: ModuleScore, converted: Converted, full_mark: Decimal, rounding: Rounding) -> ModuleScore:
    """The module score with what the conversion made of it, on the full mark of the conversion."""
    published = rounding.apply(converted.score)
    after = replace(score, score=converted.score, published=published, full_mark=full_mark, converted=converted)
    weighted = scale(published if rounding.order is RoundingOrder.EACH_PART else converted.score, after)
    return replace(after, weighted=weighted, weighted_published=rounding.apply(weighted))


def _panel_working(module: ModulePlan, entry: EntryMarks) -> Working:
    return METHODS[module.method].combine(module.criteria, _panel_sheets(module, entry), module.panel)


def _panel_sheets(module: ModulePlan, entry: EntryMarks) -> Sheets:
    """The sheet of every judge of the panel; None for a judge whose sheet is missing."""
    sheets = entry.sheets.get(module.code, {})
    if not (module.judges or sheets):
        raise MissingMark("没有任何评分表，请补齐；如选手缺考，请登记缺考。")
    if not module.judges:
        return sheets
    strangers = "、".join(sorted(set(sheets).difference(module.judges)))
    if strangers:
        raise InvalidMark(f"裁判“{strangers}”不在该模块裁判组中，其评分表不能计入，请核对裁判组。")
    return {judge: sheets.get(judge) for judge in module.judges}


def _converted_time(module: ModulePlan, entry: EntryMarks) -> Converted:
    """The time score; each entry's own, whatever the others needed."""
    seconds = entry.module_seconds.get(module.code)
    if seconds is None:
        raise MissingMark("没有记录用时，请补录；如选手缺考，请登记缺考。")
    if not isinstance(seconds, Decimal) or not seconds.is_finite() or seconds < 0:
        raise InvalidMark(f"用时“{seconds}”应为不小于 0 的秒数，请重新录入。")
    if entry.sheets.get(module.code):
        raise InvalidMark("该模块按用时计分，却有评分表，请核对。")
    converted = CONVERSIONS[module.conversion].convert(
        {entry.key: seconds}, module.conversion_parameters, module.full_mark
    )
    return converted[entry.key]


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
