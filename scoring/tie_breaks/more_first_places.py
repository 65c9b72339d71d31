"""第一名多者列前：总分相同的，比较第一名的个数，再比第二名的个数，依此类推，多者列前。

出处：m.kidbbs.com 52913（名次积分相同的团体）。
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import count

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep

CODE = "more_first_places"
TITLE = "第一名多者列前，再比第二名，依此类推"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """各名次从小到大，末尾为无穷大：逐一比较即“先比第一名个数，再比第二名个数”。没有名次报 `MissingTieFact`。"""
    if not contender.places:
        raise MissingTieFact(f"{contender.label}：总分相同需比较所获名次，但没有名次记录，请补录。")
    return (*(Decimal(place) for place in sorted(contender.places)), Decimal("Infinity"))


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """第一个分出高下的名次，及双方的个数。"""
    better, worse = Counter(ahead.places), Counter(behind.places)
    decisive = next(place for place in count(1) if better[place] != worse[place])
    return f"第 {decisive} 名 {better[decisive]} 个多于 {worse[decisive]} 个"
