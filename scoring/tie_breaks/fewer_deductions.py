"""扣分少者列前：总分相同的，各模块扣分合计少者列前。

出处：公开规则中的常见表述，未读到可引用的原文；采用时请在评分方案中写明依据文件。
"""

from __future__ import annotations

from scoring.contenders import Contender, SortKey, TieBreakStep
from scoring.numbers import as_text

CODE = "fewer_deductions"
TITLE = "扣分少者列前"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """扣分合计，少者列前；没有扣分即为 0。"""
    return (contender.deductions,)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """两个扣分合计。"""
    return f"扣分 {as_text(ahead.deductions)} 少于 {as_text(behind.deductions)}"
