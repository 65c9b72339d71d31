"""考评、督导人员的资格：谁在某一天可以考评哪个职业的哪个等级。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessments.bodies.rules import ASSESSING, OFFICIAL_ROLE_TITLES, OfficialRole, holds_on
from assessments.bodies.rules_scope import level_titles
from people.persons.rules import LEVEL_TITLES, Level

ALL_LEVELS = frozenset({Level.FIVE, Level.FOUR, Level.THREE, Level.TWO, Level.ONE})
LEVELS_OF_ROLE: dict[OfficialRole, frozenset[Level]] = {
    OfficialRole.ASSESSOR: frozenset({Level.FIVE, Level.FOUR, Level.THREE})
}
"""考评员考评五级至三级，高级考评员还可以考评二级、一级；其他身份不因等级受限。"""


@dataclass(frozen=True)
class Qualification:
    """一个人的一项资格。`scope` 是职业代码和等级代码；空表示不限职业（只对不参加考评的身份有效）。"""

    role: OfficialRole
    valid_from: date
    valid_to: date
    scope: Sequence[tuple[str, Sequence[str]]] = ()


def reasons_against_official(held: Qualification, occupation_code: str, level: Level, day: date) -> list[str]:
    """不能在这一天考评（督导、监考）这个职业、等级的全部原因；空列表即可以。"""
    reasons = []
    title = OFFICIAL_ROLE_TITLES[held.role]
    if not holds_on(held.valid_from, held.valid_to, day):
        reasons.append(f"{title}资格的有效期是 {held.valid_from} 至 {held.valid_to}，{day} 不在有效期内。")
    if level not in LEVELS_OF_ROLE.get(held.role, ALL_LEVELS):
        reasons.append(f"{title}只考评五级至三级，{LEVEL_TITLES[level]}须由高级考评员考评。")
    if not held.scope and held.role not in ASSESSING:
        return reasons
    levels = {one for code, listed in held.scope if code == occupation_code for one in listed}
    if not levels:
        reasons.append(f"资格范围不含职业 {occupation_code}。")
    elif level.value not in levels:
        reasons.append(f"资格范围的等级是：{'、'.join(level_titles(levels))}；不含{LEVEL_TITLES[level]}。")
    return reasons


def qualification_faults(held: Qualification) -> list[str]:
    """登记资格时的错误：考评员、高级考评员和专家必须写明职业和等级；考评员不能写二级、一级。"""
    if held.valid_to < held.valid_from:
        return ["有效期止早于有效期起，请核对。"]
    if held.role in ASSESSING and not held.scope:
        return [f"{OFFICIAL_ROLE_TITLES[held.role]}须写明可以考评的职业和等级。"]
    allowed = LEVELS_OF_ROLE.get(held.role, ALL_LEVELS)
    beyond = {level for _, listed in held.scope for level in listed} - {level.value for level in allowed}
    if beyond:
        return [
            f"{OFFICIAL_ROLE_TITLES[held.role]}不能考评{'、'.join(level_titles(beyond))}，请改为高级考评员或减去等级。"
        ]
    return []
