"""模块成绩依次比较：总分相同的，先比模块一，再比模块二，依此类推，高者列前。

出处：jzds.itmc.cn/html/jiang；“实操成绩高者列前，再比理论成绩”（fsou 17207918_7）亦用本规则，模块次序为参数。
比较的是公布的（已取舍、未折算的）模块得分。
"""

from __future__ import annotations

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep
from scoring.numbers import as_text

CODE = "module_scores_in_order"
TITLE = "模块成绩依次比较"
NEEDS_MODULES = True


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """各模块得分，按参数次序，高者列前。没有该模块得分报 `MissingTieFact`。"""
    for module in step.modules:
        if module not in contender.module_scores:
            raise MissingTieFact(f"{contender.label}：总分相同需比较模块“{module}”的成绩，但没有该模块成绩。")
    return tuple(-contender.module_scores[module] for module in step.modules)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """第一个分出高下的模块的两个得分。"""
    decisive = next(module for module in step.modules if ahead.module_scores[module] != behind.module_scores[module])
    title = ahead.module_titles.get(decisive, decisive)
    return f"{title}成绩 {as_text(ahead.module_scores[decisive])} 高于 {as_text(behind.module_scores[decisive])}"
