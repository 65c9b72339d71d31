"""一天的安排画成格子：一行一位讲师（或一个地点），一格一小时；重叠的分成两行，看得见。"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from foundation.clock import hours_text, in_shanghai

NAMES_WIDTH, HOUR_WIDTH, ROW_HEIGHT = 150, 64, 44
FIRST_HOUR, LAST_HOUR = 8, 18
"""What a grid shows at least, so that days can be compared."""


class Grade(StrEnum):
    """How a bar looks: nothing speaks against it, a warning does, or it clashes."""

    FINE = "fine"
    WARNED = "warned"
    REFUSED = "refused"


@dataclass(frozen=True)
class Bar:
    """A lecture in a row of the grid: where it begins and ends, in units of the drawing."""

    key: int
    title: str
    when: str
    x: int
    width: int
    grade: Grade


@dataclass(frozen=True)
class Row:
    """A lecturer or a place, with what is on that day; a second line of the same holds what overlaps."""

    name: str
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """The drawing of a day."""

    first_hour: int
    last_hour: int
    rows: list[Row]

    @property
    def width(self) -> int:
        return NAMES_WIDTH + (self.last_hour - self.first_hour) * HOUR_WIDTH + 10

    @property
    def height(self) -> int:
        return 30 + ROW_HEIGHT * len(self.rows)


@dataclass(frozen=True)
class Entry:
    """A lecture of the day, in the row of `name`."""

    name: str
    key: int
    title: str
    starts_at: datetime
    ends_at: datetime
    grade: Grade = Grade.FINE


def grid_of(entries: Iterable[Entry]) -> Grid:
    """The day as a drawing, the rows by name."""
    ordered = sorted(entries, key=lambda one: (one.name, one.starts_at, one.key))
    first = min([FIRST_HOUR, *(in_shanghai(one.starts_at).hour for one in ordered)])
    last = max([LAST_HOUR, *(in_shanghai(one.ends_at).hour + 1 for one in ordered)])
    rows: list[Row] = []
    for entry in ordered:
        bar = _bar(entry, first)
        same = [row for row in rows if row.name == entry.name]
        free = next((row for row in same if row.bars[-1].x + row.bars[-1].width <= bar.x), None)
        if free is None:
            free = Row(entry.name)
            rows.append(free)
        free.bars.append(bar)
    return Grid(first, last, rows)


def _bar(entry: Entry, first_hour: int) -> Bar:
    begins, ends = in_shanghai(entry.starts_at), in_shanghai(entry.ends_at)
    x = NAMES_WIDTH + (begins.hour * 60 + begins.minute - first_hour * 60) * HOUR_WIDTH // 60
    width = int((entry.ends_at - entry.starts_at).total_seconds()) // 60 * HOUR_WIDTH // 60
    return Bar(entry.key, entry.title, hours_text(begins, ends), x, max(width, 2), entry.grade)
