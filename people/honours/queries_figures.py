"""The figures of the yearly report that come out of the register of honours (H01 to H05), each from one query.

Counted are honours granted in a time (by the date of the award; without one, on the last day of its year) to the units
and persons in the reader's care, and not withdrawn by the last day of that time.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, func

from foundation.database import session
from people.honours.models import Honour
from people.honours.queries import Wanted, honours_visible_to, narrowed
from people.honours.rules import HONOUR_FAMILIES, HONOUR_LEVELS, HonourFamily, HonourKind, HonourLevel

if TYPE_CHECKING:
    from people.accounts.models import Account

F = HonourFamily


@dataclass(frozen=True)
class Tally:
    """How many honours of some families there are: by family and level apart, and merged."""

    families: Sequence[HonourFamily]
    cells: Counter[tuple[HonourFamily, HonourLevel]]

    def of(self, family: HonourFamily | None = None, level: HonourLevel | None = None) -> int:
        """The number of one family or of all, on one level or on all."""
        return sum(n for (one, at), n in self.cells.items() if family in (None, one) and level in (None, at))

    @property
    def levels(self) -> list[HonourLevel]:
        """The levels that occur, highest first."""
        return [level for level in HonourLevel if self.of(level=level)]


@dataclass(frozen=True)
class Figure:
    """A figure of the yearly report: its code, what it is called, how it counts, and the families that it counts."""

    code: str
    title: str
    definition: str
    families: Sequence[HonourFamily]

    def tally(self, counts: Counter[HonourKind]) -> Tally:
        """What it comes to."""
        cells = Counter[tuple[HonourFamily, HonourLevel]]()
        for kind, count in counts.items():
            if HONOUR_FAMILIES[kind] in self.families:
                cells[HONOUR_FAMILIES[kind], HONOUR_LEVELS[kind]] += count
        return Tally(self.families, cells)


MODEL_WORKERS = Figure(
    "H01",
    "劳模",
    "劳动模范与先进工作者，按授予级别；两种荣誉等同，分列也合计。",
    (F.MODEL_WORKER, F.ADVANCED_WORKER),
)
MAY_DAY_AWARDS = Figure(
    "H02", "五一劳动奖", "奖状（单位）与奖章（个人）分列，也合计。", (F.MAY_DAY_CERTIFICATE, F.MAY_DAY_MEDAL)
)
PIONEER_TEAMS = Figure("H03", "工人先锋号", "授予班组，按级别。", (F.PIONEER_TEAM,))
PACESETTERS = Figure(
    "H04", "五一巾帼标兵、标兵岗", "标兵（个人）与标兵岗（集体）分列，也合计。", (F.PACESETTER, F.PACESETTER_POST)
)
CRAFTSPERSONS = Figure(
    "H05",
    "工匠、最美产业工人和各类之星",
    "津工工匠等各类工匠、最美产业工人、技能之星、创新创效之星，按级别；按批次的名单在下面。",
    (F.CRAFTSPERSON, F.FINEST_WORKER, F.SKILL_STAR, F.INNOVATION_STAR),
)
FIGURES = (MODEL_WORKERS, MAY_DAY_AWARDS, PIONEER_TEAMS, PACESETTERS, CRAFTSPERSONS)


@dataclass(frozen=True)
class PublishedList:
    """An announced list: what the honour is called, its year and document, and how many names it has."""

    kind: HonourKind
    title: str
    year: int
    document: str
    count: int


def count_honours(user: "Account", first_day: date, last_day: date) -> Counter[HonourKind]:
    """How many honours of each kind were granted in the time."""
    query = _granted(user, first_day, last_day).with_only_columns(Honour.kind, func.count()).group_by(Honour.kind)
    return Counter({row.kind: row[1] for row in session.execute(query)})


def published_lists(user: "Account", first_day: date, last_day: date) -> list[PublishedList]:
    """H05 的批次：向社会发布的名单，按荣誉名称、年份和文件分开数人数（公布的姓名数）。"""
    columns = (Honour.kind, Honour.title, Honour.year, Honour.document)
    query = _granted(user, first_day, last_day).where(Honour.public)
    rows = session.execute(query.with_only_columns(*columns, func.count()).group_by(*columns))
    return sorted((PublishedList(*row) for row in rows), key=lambda one: (-one.year, one.kind, one.title, one.document))


def _granted(user: "Account", first_day: date, last_day: date) -> Select[Honour]:
    return narrowed(honours_visible_to(user), Wanted(first_day=first_day, last_day=last_day, withdrawn=False))
