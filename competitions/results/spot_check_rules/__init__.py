"""抽检复核规则：一份文件一套参数，自动发现；已用过的规则不再修改，参数变化时另立文件和代码。"""

import sys
from collections.abc import Mapping

from competitions.results.rules_spot_checks import SpotCheckRules
from foundation.catalogue import find

SPOT_CHECK_RULES: Mapping[str, SpotCheckRules] = {
    module.RULES.code: module.RULES for module in find(sys.modules[__name__])
}
"""Every set by its code."""
