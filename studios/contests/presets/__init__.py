"""竞赛模板：一个文件一种，文件名即代码，存在即可选用。模板只是起草方案时的起点，选用后每一项都可以改。

每个文件有 `PRESET`，说明里写明出处；出处没有写的数字是本系统的建议，也在说明里写明。
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from foundation.catalogue import find
from studios.contests.rules import ContestKind, PlannedGrade, PlannedStep


@dataclass(frozen=True)
class ContestPreset:
    """What a contest of this sort usually has. `classes` are pairs of group (大类) and class (小类, may be empty)."""

    title: str
    kind: ContestKind
    source: str
    classes: tuple[tuple[str, str], ...]
    applicant_classes: tuple[str, ...]
    materials: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    grades: tuple[PlannedGrade, ...]
    asks_budget: bool = False
    asks_pictures: bool = False
    one_per_group: bool = False


PRESETS: Mapping[str, ContestPreset] = {
    module.__name__.rpartition(".")[2]: cast(ContestPreset, module.PRESET) for module in find(sys.modules[__name__])
}
