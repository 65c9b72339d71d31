"""逐项合成：各评分项先由裁判合成得分并保留两位小数，模块得分为各项之和；不按评分表合计求平均。

评判项：每名裁判写等级 0 至 3，得分 = 等级之和 / (3 × 裁判人数) × 满分；三名裁判即 (a+b+c)/9 × 满分，
裁判组合议一个等级 s 即 s/3 × 满分。等级相差超过规定（通常 1 级）的，须合议后重新评分。
测量项：各裁判写下的测量值须一致。

出处：WSC2026_TD39（三名裁判各自评判，测量一致）；s/3 × 满分印在评分表下方，(a+b+c)/9 由其推得，未读到原文
（competition-rules 2.1、2.2）。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.marks import Criterion, Sheets
from scoring.numbers import EXACT, exact_sum, round_half_up
from scoring.panel import (
    AspectAward,
    MeasurementsDiffer,
    PanelSettings,
    SpreadTooWide,
    Working,
    scores_present,
    working_of,
)
from scoring.sheets import judge_scores, mark_of
from scoring.spreads import differing_measurements, spreads

CODE = "aspects"
TITLE = "逐项合成"
MINIMUM_PANEL = 1
ASPECT_PLACES = 2


def combine(criteria: Sequence[Criterion], sheets: Sheets, settings: PanelSettings) -> Working:
    """各评分项得分（四舍五入到两位小数）之和。

    等级相差过大报 `SpreadTooWide`，测量值不一致报 `MeasurementsDiffer`，均写明评分项和每名裁判写了什么。
    """
    scores = judge_scores(criteria, sheets)
    counted = {judge: sheets[judge] or {} for judge in scores_present(scores, settings, MINIMUM_PANEL)}
    wide = "；".join(spread.told() for spread in spreads(criteria, counted, settings.widest_spread))
    if wide:
        raise SpreadTooWide(f"{wide}。等级相差超过 {settings.widest_spread}，请裁判合议后重新评分。")
    differing = "；".join(spread.told() for spread in differing_measurements(criteria, counted))
    if differing:
        raise MeasurementsDiffer(f"{differing}。测量结果应一致，请重新测量后改正。")
    aspects = tuple(_award(criterion, counted) for criterion in criteria)
    return working_of(CODE, scores, exact_sum(aspect.award for aspect in aspects), aspects=aspects)


def _award(criterion: Criterion, sheets: Mapping[str, Mapping[str, Decimal]]) -> AspectAward:
    """The mark of the judges' mean: the sum is converted before it is divided, so that a third stays exact."""
    written = [sheet[criterion.code] for sheet in sheets.values()]
    if criterion.scale is None:
        unrounded = mark_of(criterion, written[0])
    else:
        unrounded = EXACT.divide(mark_of(criterion, exact_sum(written)), Decimal(len(written)))
    return AspectAward(criterion.code, unrounded, round_half_up(unrounded, ASPECT_PLACES))
