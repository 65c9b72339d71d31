"""最好名次在前者列前：总分相同的，比较各自最好的一个名次。

出处：caipiaor.com 2452（名次相加的团体，原文为棋类规程）。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep

CODE = "best_single_place"
TITLE = "最好名次在前者列前"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """最好的一个名次，小者列前。没有名次报 `MissingTieFact`。"""
    if not contender.places:
        raise MissingTieFact(f"{contender.label}：总分相同需比较最好名次，但没有名次记录，请补录。")
    return (Decimal(min(contender.places)),)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """两个最好名次。"""
    return f"最好名次第 {min(ahead.places)} 名，在第 {min(behind.places)} 名之前"
