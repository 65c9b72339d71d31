"""换算规则：一条规则一个文件，自动发现。把全体选手的模块得分（或用时、总分）换算为名次分、用时分、标准分。

All numbers in the parameters are text, as in `scoring.measurements`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

from foundation.catalogue import find
from scoring.conversion import Conversion

CONVERSIONS = cast(Mapping[str, Conversion], {rule.CODE: rule for rule in find(sys.modules[__name__])})
"""Every conversion by its code."""
