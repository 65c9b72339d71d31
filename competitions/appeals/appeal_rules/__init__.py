"""申诉规则：一份文件一套参数，自动发现；已用过的规则不再修改，参数变化时另立文件和代码。"""

import sys
from collections.abc import Mapping

from competitions.appeals.rules import AppealRules
from foundation.catalogue import find

APPEAL_RULES: Mapping[str, AppealRules] = {module.RULES.code: module.RULES for module in find(sys.modules[__name__])}
"""Every set by its code."""

DEFAULT = "two_windows_2026"
"""What holds where the organiser chose nothing else."""
