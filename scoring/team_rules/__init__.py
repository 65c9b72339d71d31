"""团体计分规则：一条规则一个文件，自动发现；已公布的规则不再修改，新规则另立文件和代码。"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

from foundation.catalogue import find
from scoring.team_plan import TeamRule

TEAM_RULES = cast(Mapping[str, TeamRule], {rule.CODE: rule for rule in find(sys.modules[__name__])})
"""Every team rule by its code."""
