"""模块用时少者列前：总分相同的，依次比较所列模块的用时，少者列前（如“实操成绩相同的，比实操用时”）。

出处：holdmm 17207879_5（先比实操成绩，再比实操用时）。
"""

from __future__ import annotations

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep
from scoring.numbers import as_text

CODE = "shorter_module_time"
TITLE = "模块用时少者列前"
NEEDS_MODULES = True


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """各模块用时（秒），按参数次序，少者列前。没有记录报 `MissingTieFact`。"""
    for module in step.modules:
        if module not in contender.module_seconds:
            title = contender.module_titles.get(module, module)
            raise MissingTieFact(f"{contender.label}：总分相同需比较模块“{title}”的用时，但没有记录用时，请补录。")
    return tuple(contender.module_seconds[module] for module in step.modules)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """第一个分出高下的模块的两个用时。"""
    one, other = ahead.module_seconds, behind.module_seconds
    decisive = next(module for module in step.modules if one[module] != other[module])
    title = ahead.module_titles.get(decisive, decisive)
    return f"{title}用时 {as_text(one[decisive])} 秒少于 {as_text(other[decisive])} 秒"
