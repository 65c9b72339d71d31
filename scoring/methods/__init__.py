"""评分方法：一条规则一个文件，自动发现；已公布的规则不再修改，新规则另立文件和代码。"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

from foundation.catalogue import find
from scoring.panel import Method

METHODS = cast(Mapping[str, Method], {rule.CODE: rule for rule in find(sys.modules[__name__])})
"""Every method by its code. Combining by a plain sum over judges is no method: one more judge would raise a score."""
