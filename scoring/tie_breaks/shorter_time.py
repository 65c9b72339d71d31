"""用时少者列前：总分相同的，完成用时少者列前。

出处：fsou 17207918_7（完成时间 -> 实操 -> 理论 -> 名次相同）；sites.ncut.edu.cn/xgh/info/1058/3169。
"""

from __future__ import annotations

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep
from scoring.numbers import as_text

CODE = "shorter_time"
TITLE = "用时少者列前"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """用时（秒），少者列前。没有记录用时报 `MissingTieFact`。"""
    if contender.seconds is None:
        raise MissingTieFact(f"{contender.label}：总分相同需比较用时，但没有记录用时，请补录。")
    return (contender.seconds,)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """两个用时。"""
    return f"用时 {_seconds(ahead)} 少于 {_seconds(behind)}"


def _seconds(contender: Contender) -> str:
    return "未记录" if contender.seconds is None else f"{as_text(contender.seconds)} 秒"
