"""整个巡讲一次排好：要排的场次、可以请的讲师、谁能讲哪一场、排出来走多少路。

Rules only: the plan is made in `greedy.py` (the baseline) and `solver.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from foundation.workflow import Workflow
from lectures.places.rules import Point, km_between
from lectures.tours.rules_clashes import (
    Busy,
    LecturerFacts,
    Slot,
    doubts_about_lecturer,
    reasons_against_lecturer,
)

NEAREST = 8
"""How many lecturers are considered for each time: the nearest ones. More make a plan slower and hardly better."""


class PlanState(StrEnum):
    """排期方案：计算中 → 待采用 → 已采用或放弃。"""

    QUEUED = "queued"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    DROPPED = "dropped"


PLAN_STATE_TITLES = {
    PlanState.QUEUED: "计算中",
    PlanState.PROPOSED: "待采用",
    PlanState.ADOPTED: "已采用",
    PlanState.DROPPED: "已放弃",
}

PLAN_WORKFLOW = Workflow(
    name="排期方案",
    table={
        (PlanState.QUEUED, "propose_plan"): PlanState.PROPOSED,
        (PlanState.PROPOSED, "adopt_plan"): PlanState.ADOPTED,
        (PlanState.QUEUED, "drop_plan"): PlanState.DROPPED,
        (PlanState.PROPOSED, "drop_plan"): PlanState.DROPPED,
    },
    titles=PLAN_STATE_TITLES,
)


@dataclass(frozen=True)
class Wanted:
    """What is to be given: `slots` are the times that suit, best first, and `ranks` what each is called (from 1).

    An order can be given by those who speak about its theme and by those whom its item names (`by`), but not by those
    who said no to it (`declined`); a session without a theme (`by` is None) by all. `place` is the place, where only
    one lecture can be at a time.
    """

    key: str
    label: str
    slots: tuple[Slot, ...]
    theme: str = ""
    place: int | None = None
    by: frozenset[int] | None = None
    declined: frozenset[int] = frozenset()
    ranks: tuple[int, ...] = (1, 2, 3)


@dataclass(frozen=True)
class Teacher:
    """A lecturer with what he speaks about; his facts hold what he is to give already."""

    id: int
    facts: LecturerFacts
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Option:
    """One lecturer giving one lecture at one of its times. `km` is the way from his home, one way (0: unknown)."""

    wanted: Wanted
    choice: int
    teacher: Teacher
    km: Decimal

    @property
    def slot(self) -> Slot:
        return self.wanted.slots[self.choice]

    @property
    def rank(self) -> int:
        return self.wanted.ranks[self.choice]


@dataclass(frozen=True)
class Plan:
    """What was chosen, and why the rest was not. `km` is what all lecturers travel, home and back each day."""

    chosen: tuple[Option, ...]
    left_out: Mapping[str, str]
    km: Decimal


def options_of(wanted: Sequence[Wanted], teachers: Sequence[Teacher]) -> list[Option]:
    """谁能讲哪一场：主题相符，时间、路上、上限、休息、路程都合适的；每个时间只取最近的几位。"""
    options = []
    for one in wanted:
        able = [teacher for teacher in teachers if suits(one, teacher)]
        for choice, slot in enumerate(one.slots):
            free = [teacher for teacher in able if not reasons_against_option(slot, teacher)]
            near = sorted((_way(teacher, slot), teacher.id, teacher) for teacher in free)[:NEAREST]
            options += [Option(one, choice, teacher, km) for km, _, teacher in near]
    return options


def suits(wanted: Wanted, teacher: Teacher) -> bool:
    """能请谁，与派单的建议相同（`orders/rules_matching.py` 的 `judge`）：讲这个主题的，菜单上这一项写明的。

    婉拒过的不再请。
    """
    if teacher.id in wanted.declined:
        return False
    if not wanted.theme and wanted.by is None:
        return True
    speaks_of_it = bool(wanted.theme) and wanted.theme in teacher.themes
    return speaks_of_it or teacher.id in (wanted.by or ())


def reasons_against_option(slot: Slot, teacher: Teacher) -> list[str]:
    """讲师这个时间不能讲的原因；人可以破例的（如超出本人的时间），方案不破例。"""
    return reasons_against_lecturer(slot, teacher.facts) or doubts_about_lecturer(slot, teacher.facts)


def go_together(one: Option, other: Option) -> bool:
    """同一位讲师能不能两场都讲（含路上时间和休息天数）；同一场地同一时间只能有一场。"""
    if one.wanted.key == other.wanted.key:
        return False
    overlap = one.slot.starts_at < other.slot.ends_at and other.slot.starts_at < one.slot.ends_at
    if one.wanted.place is not None and one.wanted.place == other.wanted.place and overlap:
        return False
    if one.teacher.id != other.teacher.id:
        return True
    facts = replace(one.teacher.facts, busy=(taken(other),), yearly_cap=None)
    return not reasons_against_lecturer(one.slot, facts) and not doubts_about_lecturer(one.slot, facts)


def taken(option: Option) -> Busy:
    """What a lecturer is busy with once this was chosen."""
    return Busy(option.slot.starts_at, option.slot.ends_at, option.slot.point, option.wanted.label)


def room_left(teacher: Teacher, year: int) -> int | None:
    """How many more lectures he gives that year; None: as many as you like."""
    cap = teacher.facts.yearly_cap
    return None if cap is None else max(cap - sum(one.day.year == year for one in teacher.facts.busy), 0)


def km_of(options: Iterable[Option]) -> Decimal:
    """每位讲师每天从家出发，按时间先后走完当天各场再回家，一共走多少千米（直线）。"""
    days: dict[tuple[int, date], list[Option]] = defaultdict(list)
    for option in options:
        days[option.teacher.id, day_of(option)].append(option)
    return sum((_round_trip(each) for each in days.values()), Decimal(0))


def day_of(option: Option) -> date:
    """The day in China."""
    return option.slot.begins.date()


def saved_by(one: Option, other: Option) -> Decimal:
    """同一天讲完一场直接去下一场，比中间回一趟家少走多少千米。"""
    between = _km(one.slot.point, other.slot.point)
    return max(one.km + other.km - between, Decimal(0))


def _round_trip(options: Sequence[Option]) -> Decimal:
    home = options[0].teacher.facts.home
    stops = [one.slot.point for one in sorted(options, key=lambda one: one.slot.starts_at) if one.slot.point]
    route = [home, *stops, home]
    return sum((_km(here, there) for here, there in pairwise(route)), Decimal(0))


def _way(teacher: Teacher, slot: Slot) -> Decimal:
    return _km(teacher.facts.home, slot.point)


def _km(one: Point | None, other: Point | None) -> Decimal:
    return km_between(one, other) if one and other else Decimal(0)
