"""算术平均：各裁判评分之和除以裁判人数，得该模块得分，中间不取舍。

出处：竞赛评分的通用规则（全国职工网上练兵类竞赛亦以平均分计，sites.ncut.edu.cn/xgh/info/1058/3169）。
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.numbers import exact_mean
from scoring.panel import JudgeScore, PanelSettings, Working, scores_present, working_of

CODE = "mean"
TITLE = "算术平均"
MINIMUM_PANEL = 1


def combine(judge_scores: Sequence[JudgeScore], settings: PanelSettings) -> Working:
    """有效评分的算术平均。缺裁判按评分方案处理；人数不足报 `PanelTooSmall`。"""
    present = scores_present(judge_scores, settings, MINIMUM_PANEL)
    return working_of(CODE, judge_scores, exact_mean(present.values()))
