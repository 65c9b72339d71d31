"""等级的高低，和一个人在某个职业里已有的等级。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from people.persons.rules import Level

ORDER = tuple(Level)
"""新八级工，由低到高（人社部发〔2022〕14号）。"""


@dataclass(frozen=True)
class Held:
    """A level that somebody has in an occupation; `since` None: nobody wrote down the day."""

    level: Level
    since: date | None


def higher(level: Level, than: Level) -> bool:
    """Whether `level` stands above `than`."""
    return ORDER.index(level) > ORDER.index(than)


def level_above(level: Level) -> Level:
    """上一级；首席技师以上没有等级，仍是首席技师。"""
    return ORDER[min(ORDER.index(level) + 1, len(ORDER) - 1)]


def highest_held(held: Iterable[Held], day: date) -> Held | None:
    """到 `day` 当天为止已有的最高等级；没有登记取得日期的，算已有。"""
    by_then = [one for one in held if one.since is None or one.since <= day]
    return max(by_then, key=lambda one: ORDER.index(one.level), default=None)
