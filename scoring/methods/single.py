"""评定分：裁判组合议后给出一个分数（或机器阅卷的一个分数），该分数即为模块得分。

出处：理论机考由系统给出一个分数（holdmm.net lar/172078/17207879_5）。
裁判组合议一个分数为常见做法，未读到条文。
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.marks import Criterion, Sheets
from scoring.panel import PanelSettings, PanelTooLarge, Working, scores_present, working_of
from scoring.sheets import judge_scores

CODE = "single"
TITLE = "一个评定分"
MINIMUM_PANEL = 1


def combine(criteria: Sequence[Criterion], sheets: Sheets, settings: PanelSettings) -> Working:
    """唯一的评定分。多于一个分数报 `PanelTooLarge`，不相加也不平均。"""
    scores = judge_scores(criteria, sheets)
    present = scores_present(scores, settings, MINIMUM_PANEL)
    if len(present) > 1:
        raise PanelTooLarge(f"应只有一个评定分，实有 {len(present)} 个（{'、'.join(present)}），请保留一个。")
    return working_of(CODE, scores, next(iter(present.values())))
