"""已公布的评分标准：一份一个文件，自动发现；已公布的不再修改，变化时另立文件和代码。"""

import sys
from functools import cache

from foundation.catalogue import find
from studios.rubrics.rules import Rubric


@cache
def published_rubrics() -> dict[str, Rubric]:
    """Every published table by its code."""
    return {module.RUBRIC.code: module.RUBRIC for module in find(sys.modules[__name__])}
