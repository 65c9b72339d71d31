"""单位排名的规则，一个文件一条；文件名即代码，存在即可选用。已公布的规则不再修改，变化时另立文件。

每个文件有 `CODE`、`TITLE` 和 `keys(standing)`：从大到小比较的各项，第一个分出高下者决定，
都相同的名次并列。
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import ModuleType

from competitions.quizzes.rules import places
from foundation.catalogue import find


@dataclass(frozen=True)
class Standing:
    """What an organisation brings: counted points and times of its takers, how many answer, out of how many.

    `headcount` is the number of persons on its roll, never less than its takers; `bonus` the high-score bonus.
    """

    organisation_id: int
    total: Decimal
    seconds: int
    takers: int
    headcount: int
    attempts: int
    bonus: Decimal

    @property
    def participation(self) -> Fraction:
        """参与率 = 答题人数 / 在册人数。"""
        return Fraction(self.takers, self.headcount)

    @property
    def answers_per_head(self) -> Fraction:
        """人均答题次数 = 答题次数 / 在册人数。"""
        return Fraction(self.attempts, self.headcount)

    @property
    def mean(self) -> Fraction:
        """人均成绩 = 计入成绩之和 / 答题人数。"""
        return Fraction(self.total) / self.takers


ORGANISATION_RULES: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module for module in find(sys.modules[__name__])
}


def rank_organisations(standings: Sequence[Standing], code: str) -> list[tuple[int, bool, Standing]]:
    """名次、是否并列、单位，按规则 `code`；都相同的并列，其后名次空出。"""
    keys: Callable[[Standing], tuple[Fraction | Decimal | int, ...]] = ORGANISATION_RULES[code].keys
    in_order = sorted(standings, key=lambda one: (keys(one), -one.organisation_id), reverse=True)
    placed = places([keys(one) for one in in_order])
    return [(rank, shared, one) for (rank, shared), one in zip(placed, in_order, strict=True)]
