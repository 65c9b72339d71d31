"""去高去低平均：主观评分由五名裁判独立打分，去掉一个最高分和一个最低分，其余求平均。

出处：wanglu.net/thread/t4-214551-2（2014）。最少裁判人数由评分方案规定（该文件为 5 人），本方法本身不少于 3 人。
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.marks import Criterion, Sheets
from scoring.numbers import exact_mean
from scoring.panel import MarkUse, PanelSettings, Working, scores_present, working_of
from scoring.sheets import judge_scores

CODE = "trimmed_mean"
TITLE = "去掉一个最高分和一个最低分后平均"
MINIMUM_PANEL = 3


def combine(criteria: Sequence[Criterion], sheets: Sheets, settings: PanelSettings) -> Working:
    """去掉一个最高分、一个最低分后的平均，并写明去掉了谁。

    最高（低）分有几名裁判相同时只去掉一个：取裁判编号在前者为最高、在后者为最低，得分不受影响。
    """
    scores = judge_scores(criteria, sheets)
    present = scores_present(scores, settings, MINIMUM_PANEL)
    by_score = sorted(present, key=lambda judge: present[judge])
    lowest = max(judge for judge in present if present[judge] == present[by_score[0]])
    highest = min(judge for judge in present if present[judge] == present[by_score[-1]])
    kept = [score for judge, score in present.items() if judge not in (lowest, highest)]
    dropped = {lowest: MarkUse.DROPPED_LOWEST, highest: MarkUse.DROPPED_HIGHEST}
    return working_of(CODE, scores, exact_mean(kept), dropped)
