"""排期冲突：讲师（含路上时间）、场地、接待单位、人数。只看给出的事实，不查数据库，一次排期要算成千上万遍。

`refusals_of`：不可能办成的，不许安排。`warnings_of`：可以办但要有人担着的，写明理由才安排。`clashes_of`：两者。
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from foundation.clock import hours_text, in_shanghai
from lectures.lecturers.rules import DaysApart, WeeklyHours, is_free
from lectures.places.rules import Point, km_between, travel_minutes

HOST_REPEAT_DAYS = 30
"""同一单位多少天之内又去一次要提醒；计划里可以另定。"""

FARTHEST = timedelta(days=1)
"""Nobody travels longer than this between two lectures: what lies farther apart is not looked at."""


@dataclass(frozen=True)
class Busy:
    """Somebody or some place is taken by `label` from `starts_at` to `ends_at`, at `point` (None: no matter where).

    `room` is which room of the place; `key` is the lecture, which never clashes with itself.
    """

    starts_at: datetime
    ends_at: datetime
    point: Point | None = None
    label: str = ""
    room: str = ""
    key: int | None = None

    @cached_property
    def day(self) -> date:
        return in_shanghai(self.starts_at).date()


@dataclass(frozen=True)
class Slot:
    """What is to be arranged: when, where the lecturer stands (None: anywhere, as online), and for how many people."""

    starts_at: datetime
    ends_at: datetime
    point: Point | None = None
    people: int | None = None
    room: str = ""
    key: int | None = None

    @cached_property
    def begins(self) -> datetime:
        return in_shanghai(self.starts_at)

    @cached_property
    def ends(self) -> datetime:
        return in_shanghai(self.ends_at)

    def besides(self, busy: Iterable[Busy]) -> Iterator[Busy]:
        """What is not this lecture itself."""
        return (other for other in busy if other.key is None or other.key != self.key)


@dataclass(frozen=True)
class LecturerFacts:
    """What a lecturer said about himself, and what he is to give: `busy`, the cancelled ones left out.

    The count for `yearly_cap` is made from `busy`, so it must hold the whole year of the slot.
    """

    name: str
    in_service: bool = True
    hours: Sequence[WeeklyHours] = ()
    exceptions: Sequence[DaysApart] = ()
    yearly_cap: int | None = None
    rest_days: int = 0
    home: Point | None = None
    travel_km: int | None = None
    busy: Sequence[Busy] = ()


@dataclass(frozen=True)
class VenueFacts:
    """A place, how many it holds, and what takes place there."""

    name: str
    seats: int | None = None
    busy: Sequence[Busy] = ()


@dataclass(frozen=True)
class HostFacts:
    """The unit that receives a lecture, the lectures it receives besides, and how close two of them may be."""

    name: str
    busy: Sequence[Busy] = ()
    repeat_days: int = HOST_REPEAT_DAYS


@dataclass(frozen=True)
class Clashes:
    """What speaks against a lecture, in two grades: what is impossible, and what somebody has to answer for."""

    refusals: list[str]
    warnings: list[str]

    def __bool__(self) -> bool:
        return bool(self.refusals or self.warnings)


def clashes_of(
    slot: Slot,
    lecturers: Sequence[LecturerFacts] = (),
    venues: Sequence[VenueFacts] = (),
    host: HostFacts | None = None,
) -> Clashes:
    """Everything that speaks against it; nothing: it can be arranged as it is."""
    return Clashes(refusals_of(slot, lecturers, venues), warnings_of(slot, lecturers, venues, host))


def refusals_of(slot: Slot, lecturers: Sequence[LecturerFacts] = (), venues: Sequence[VenueFacts] = ()) -> list[str]:
    """不可能：讲师不在聘、同一时间另有安排或路上来不及，场地（两场都写明房间的，同一房间）同一时间被占用。"""
    reasons = [reason for lecturer in lecturers for reason in reasons_against_lecturer(slot, lecturer)]
    for venue in venues:
        reasons += [
            f"场地“{venue.name}”{_span(other)}已安排“{other.label}”，请换时间、场地或房间。"
            for other in slot.besides(venue.busy)
            if _overlap(slot, other) and not (slot.room and other.room and slot.room != other.room)
        ]
    return reasons


def warnings_of(
    slot: Slot,
    lecturers: Sequence[LecturerFacts] = (),
    venues: Sequence[VenueFacts] = (),
    host: HostFacts | None = None,
) -> list[str]:
    """可以办但要写明理由：讲师的时间、上限、休息、路程，同一单位短期内重复，人数超过座位。"""
    reasons = [reason for lecturer in lecturers for reason in doubts_about_lecturer(slot, lecturer)]
    reasons += _host_repeats(slot, host) if host else []
    seats = [venue.seats for venue in venues if venue.seats is not None]
    if slot.people and seats and len(seats) == len(venues) and slot.people > sum(seats):
        reasons.append(f"预计 {slot.people} 人，场地一共只有 {sum(seats)} 个座位。")
    return reasons


def reasons_against_lecturer(slot: Slot, lecturer: LecturerFacts) -> list[str]:
    """讲师这一段不可能讲的原因。"""
    reasons = [] if lecturer.in_service else [f"讲师{lecturer.name}现在不在聘，请换一位讲师。"]
    for other in slot.besides(lecturer.busy):
        if other.ends_at + FARTHEST < slot.starts_at or slot.ends_at + FARTHEST < other.starts_at:
            continue
        if _overlap(slot, other):
            reasons.append(f"讲师{lecturer.name}{_span(other)}要讲“{other.label}”，时间重叠。")
        elif slot.point and other.point and (reason := _too_far(slot, lecturer.name, other, slot.point, other.point)):
            reasons.append(reason)
    return reasons


def doubts_about_lecturer(slot: Slot, lecturer: LecturerFacts) -> list[str]:
    """讲师这一段能讲、但与本人填写的条件不合的地方：可讲时间、一年的上限、两讲之间的休息、路程。"""
    reasons = []
    if not is_free(lecturer.hours, lecturer.exceptions, slot.begins, slot.ends):
        reasons.append(
            f"讲师{lecturer.name}填写的可讲时间不包括{_day(slot.begins.date())} {slot.begins:%H:%M} 这一段。"
        )
    if lecturer.yearly_cap is not None:
        given = sum(other.day.year == slot.begins.year for other in slot.besides(lecturer.busy))
        if given >= lecturer.yearly_cap:
            cap = lecturer.yearly_cap
            reasons.append(f"讲师{lecturer.name} {slot.begins.year} 年已排 {given} 场，本人一年最多讲 {cap} 场。")
    if lecturer.rest_days and (near := _nearest(slot, lecturer.busy, lecturer.rest_days)):
        rest = lecturer.rest_days
        reasons.append(f"讲师{lecturer.name}两讲之间要休息 {rest} 天，{_day(near.day)}已有“{near.label}”。")
    if lecturer.travel_km is not None and lecturer.home and slot.point:
        km = km_between(lecturer.home, slot.point)
        if km > lecturer.travel_km:
            reasons.append(f"讲师{lecturer.name}愿意去的范围是 {lecturer.travel_km} 千米，这里约 {km} 千米。")
    return reasons


def _too_far(slot: Slot, name: str, other: Busy, here: Point, there: Point) -> str | None:
    """Whether there is too little time for the way between two lectures that do not overlap; just enough is enough."""
    after = other.ends_at <= slot.starts_at
    gap = slot.starts_at - other.ends_at if after else other.starts_at - slot.ends_at
    km = km_between(here, there)
    minutes = travel_minutes(km)
    if gap >= timedelta(minutes=minutes):
        return None
    spare = gap // timedelta(minutes=1)
    when = "讲完" if after else "还要讲"
    return (
        f"讲师{name}{_span(other)}{when}“{other.label}”，两地约 {km} 千米，"
        f"路上约需 {minutes} 分钟，中间只有 {spare} 分钟。"
    )


def _host_repeats(slot: Slot, host: HostFacts) -> list[str]:
    near = _nearest(slot, host.busy, host.repeat_days)
    if near is None:
        return []
    return [f"“{host.name}”{_day(near.day)}已有“{near.label}”，{host.repeat_days} 天内重复，请考虑先去没去过的单位。"]


def _nearest(slot: Slot, busy: Iterable[Busy], days: int) -> Busy | None:
    """The one nearest to the slot's day, if one is as near as `days` days."""
    day = slot.begins.date()
    near = [other for other in slot.besides(busy) if abs((other.day - day).days) <= days]
    return min(near, key=lambda other: abs((other.day - day).days), default=None)


def _overlap(slot: Slot, other: Busy) -> bool:
    return slot.starts_at < other.ends_at and other.starts_at < slot.ends_at


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def _span(other: Busy) -> str:
    return f" {_day(other.day)} {hours_text(other.starts_at, other.ends_at)} "
