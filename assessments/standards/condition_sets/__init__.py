"""申报条件：一版条文一个文件，自动发现；已用过的不再修改，条文变化时另立文件和代码。"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.standards.conditions import Condition, ConditionResult, Records
from foundation.catalogue import find
from people.persons.rules import Level


@dataclass(frozen=True)
class ConditionSet:
    """The conditions of one edition, and where they were printed."""

    code: str
    title: str
    source: str
    conditions: tuple[Condition, ...]

    def of_level(self, level: Level) -> tuple[Condition, ...]:
        """The conditions of one level, in printed order."""
        return tuple(one for one in self.conditions if one.level is level)


CONDITION_SETS: Mapping[str, ConditionSet] = {
    module.CODE: ConditionSet(module.CODE, module.TITLE, module.SOURCE, module.CONDITIONS)
    for module in find(sys.modules[__name__])
}
"""Every edition by its code."""


def check_conditions(
    set_code: str, level: Level, records: Records, occupation_code: str, day: date
) -> list[ConditionResult]:
    """每一项申报条件在 `day` 这天是否符合；具备其中之一即可申报。"""
    return [one.check(records, occupation_code, day) for one in CONDITION_SETS[set_code].of_level(level)]
