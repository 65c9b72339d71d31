"""名次并列：仍然相同的，名次并列，其后名次顺延空出（如 1、2、2、2、5）。本规则只能写在最后。

出处：fsou 17207918_7（“名次相同”）；名次空位示例 72、71、71、71、70（m686.cn/wenda/102718）。
"""

from __future__ import annotations

from scoring.contenders import Contender, SortKey, TieBreakStep

CODE = "shared_rank"
TITLE = "名次并列"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """不再区分。"""
    return ()


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """从不决定先后。"""
    return "各项均相同"
