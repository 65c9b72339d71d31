"""申报条件：一份公布的办法一个文件，自动发现；用过的不再修改，办法变化时另立文件和代码。可改的一份见 `plain.py`。"""

import sys
from collections.abc import Mapping
from typing import Any

from foundation.catalogue import find
from studios.designation.conditions import ConditionSet

_MODULES = {module.CODE: module for module in find(sys.modules[__name__])}

CONDITION_SETS: Mapping[str, ConditionSet] = {
    code: ConditionSet(code, module.TITLE, module.SOURCE, module.LEVEL, module.conditions({}))
    for code, module in _MODULES.items()
}
"""Every scheme by its code; those that can be adjusted with their defaults."""

ADJUSTABLE: Mapping[str, Mapping[str, int | str]] = {
    code: module.DEFAULTS for code, module in _MODULES.items() if hasattr(module, "DEFAULTS")
}
"""What a call may set for itself, by scheme."""


def condition_set_of(code: str, thresholds: Mapping[str, Any]) -> ConditionSet:
    """The scheme as a call uses it: a published one as printed, an adjustable one with the call's numbers."""
    module, known = _MODULES[code], CONDITION_SETS[code]
    return ConditionSet(code, known.title, known.source, known.level, module.conditions(thresholds))
