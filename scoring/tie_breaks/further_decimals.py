"""顺延小数位：总分按规定位数取舍后相同的，比较取舍前的总分，高者列前。

出处：xiazai.lx5188.com/n1604754c1560.aspx。
"""

from __future__ import annotations

from scoring.contenders import Contender, SortKey, TieBreakStep
from scoring.numbers import as_text

CODE = "further_decimals"
TITLE = "顺延小数位"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """未取舍总分，高者列前。"""
    return (-contender.total_unrounded,)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """两个未取舍的总分。"""
    return f"取舍前总分 {as_text(ahead.total_unrounded)} 高于 {as_text(behind.total_unrounded)}"
