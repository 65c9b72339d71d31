"""算术平均：各裁判评分之和除以裁判人数，得该模块得分，中间不取舍。

出处：竞赛评分的通用规则（全国职工网上练兵类竞赛亦以平均分计，sites.ncut.edu.cn/xgh/info/1058/3169）。
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.marks import Criterion, Sheets
from scoring.numbers import exact_mean
from scoring.panel import PanelSettings, Working, scores_present, working_of
from scoring.sheets import judge_scores

CODE = "mean"
TITLE = "算术平均"
MINIMUM_PANEL = 1


def combine(criteria: Sequence[Criterion], sheets: Sheets, settings: PanelSettings) -> Working:
    """有效评分的算术平均。缺裁判按评分方案处理；人数不足报 `PanelTooSmall`。"""
    scores = judge_scores(criteria, sheets)
    present = scores_present(scores, settings, MINIMUM_PANEL)
    return working_of(CODE, scores, exact_mean(present.values()))
