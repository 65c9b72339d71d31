"""Clashes as the database has them: what lecturers, places and hosts are taken by, read for many of them at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from foundation.clock import in_shanghai
from foundation.database import lock_all, session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import LecturerState
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import Point
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour
from lectures.tours.rules import LectureState, TourKind
from lectures.tours.rules_clashes import Busy, HostFacts, LecturerFacts, Slot, VenueFacts
from people.organisations.models import Organisation

AROUND = timedelta(days=62)
"""How far before and after a year rest days and host repeats are looked for."""

REPEATING = frozenset({TourKind.SERIES, TourKind.CLASS})
"""A series and a class come to the same host again and again by their plan."""


@dataclass(frozen=True)
class Window:
    """The lectures that can clash: between two moments, `apart_from` the one that is being moved itself."""

    since: datetime
    until: datetime
    apart_from: int | None = None

    @classmethod
    def of(cls, starts_at: datetime, ends_at: datetime | None = None, *, apart_from: int | None = None) -> "Window":
        """The whole years of these moments, with what lies around them."""
        first, last = in_shanghai(starts_at).year, in_shanghai(ends_at or starts_at).year
        since, until = datetime(first, 1, 1, tzinfo=UTC) - AROUND, datetime(last + 1, 1, 1, tzinfo=UTC) + AROUND
        return cls(since, until, apart_from)


@dataclass(frozen=True)
class Surroundings:
    """What there is to clash with, by the key of lecturer, place and host."""

    lecturers: Mapping[int, LecturerFacts] = field(default_factory=dict)
    venues: Mapping[int, VenueFacts] = field(default_factory=dict)
    hosts: Mapping[int, HostFacts] = field(default_factory=dict)


def hold_lecturers(lecturers: Collection[Lecturer], places: Collection[Place]) -> None:
    """Hold lecturers and places until the transaction ends, so that two officers cannot take them at once.

    A person who stands in two pools is held in both.
    """
    persons = {lecturer.person_id for lecturer in lecturers}
    lock_all(session.scalars(select(Lecturer).where(Lecturer.person_id.in_(persons))).unique().all())
    lock_all(places)


def lecturer_facts(lecturers: Sequence[Lecturer], window: Window) -> dict[int, LecturerFacts]:
    """What clashes are computed from, for many lecturers with three queries; whoever declined is not taken.

    Read the lecturers with `lecturers.queries.with_hours` for that. A person in two pools is taken by both.
    """
    taken: dict[int, dict[int, Busy]] = {}
    persons = {lecturer.person_id for lecturer in lecturers}
    query = (
        _taken(window)
        .add_columns(Lecturer.person_id)
        .join(LectureSpeaker, LectureSpeaker.lecture_id == Lecture.id)
        .join(LectureSpeaker.lecturer)
        .where(Lecturer.person_id.in_(persons), LectureSpeaker.declined_at.is_(None))
    )
    rows = session.execute(query).all()
    points = _points_of({lecture_id for lecture_id, *_ in rows})
    for lecture_id, starts_at, ends_at, title, _, person_id in rows:
        taken.setdefault(person_id, {})[lecture_id] = Busy(starts_at, ends_at, points.get(lecture_id), title)
    return {one.id: _facts_of(one, tuple(taken.get(one.person_id, {}).values())) for one in lecturers}


def venue_facts(places: Sequence[Place], window: Window, room: str = "") -> dict[int, VenueFacts]:
    """The same for places. Another room of a place, named on both sides, is another venue."""
    taken: dict[int, list[Busy]] = {}
    query = (
        _taken(window)
        .add_columns(LecturePoint.place_id)
        .join(LecturePoint, LecturePoint.lecture_id == Lecture.id)
        .where(LecturePoint.place_id.in_({place.id for place in places}))
    )
    for _, starts_at, ends_at, title, other_room, place_id in session.execute(query):
        if not (room and other_room and room != other_room):
            taken.setdefault(place_id, []).append(Busy(starts_at, ends_at, None, title))
    return {place.id: VenueFacts(place.name, place.seats, tuple(taken.get(place.id, ()))) for place in places}


def host_facts(hosts: Iterable[Organisation], window: Window) -> dict[int, HostFacts]:
    """The same for the units that receive lectures; series and classes come again by their plan and do not count."""
    taken: dict[int, list[Busy]] = {}
    named = {host.id: host.name for host in hosts}
    query = (
        _taken(window)
        .add_columns(Lecture.host_id)
        .join(Lecture.tour)
        .where(Lecture.host_id.in_(named), LectureTour.kind.not_in(REPEATING))
    )
    for _, starts_at, ends_at, title, _, host_id in session.execute(query):
        taken.setdefault(host_id, []).append(Busy(starts_at, ends_at, None, title))
    return {number: HostFacts(name, tuple(taken.get(number, ()))) for number, name in named.items()}


def slot_of(starts_at: datetime, ends_at: datetime, mode: LectureMode, point: Point | None, people: int | None) -> Slot:
    """A lecture as clashes see it: who lectures online can sit anywhere, and needs no seats."""
    online = mode is LectureMode.ONLINE
    return Slot(starts_at, ends_at, None if online else point, None if online else people)


def with_answers(query: Select[Lecturer]) -> Select[Lecturer]:
    """Lecturers with what `lecturer_facts` reads of each."""
    return query.options(selectinload(Lecturer.hours), selectinload(Lecturer.exceptions))


def _facts_of(lecturer: Lecturer, busy: Sequence[Busy]) -> LecturerFacts:
    return LecturerFacts(
        name=lecturer.person.name,
        in_service=lecturer.state is LecturerState.IN_SERVICE,
        hours=lecturer.weekly_hours,
        exceptions=lecturer.days_apart,
        yearly_cap=lecturer.yearly_cap,
        rest_days=lecturer.rest_days,
        home=lecturer.point,
        travel_km=lecturer.travel_km,
        busy=busy,
    )


def _taken(window: Window) -> Select[int, datetime, datetime, str, str]:
    query = select(Lecture.id, Lecture.starts_at, Lecture.ends_at, Lecture.title, Lecture.room).where(
        Lecture.state != LectureState.CANCELLED, Lecture.starts_at.between(window.since, window.until)
    )
    return query.where(Lecture.id != window.apart_from) if window.apart_from else query


def _points_of(lecture_ids: Collection[int]) -> dict[int, Point]:
    """Where the lecturer stands in each: at the first place, unless it is given online."""
    query = (
        select(LecturePoint.lecture_id, Place.latitude, Place.longitude)
        .join(LecturePoint.place)
        .join(LecturePoint.lecture)
        .where(LecturePoint.lecture_id.in_(lecture_ids), Lecture.mode != LectureMode.ONLINE)
        .order_by(LecturePoint.position.desc(), LecturePoint.id.desc())
    )
    first = {number: (north, east) for number, north, east in session.execute(query)}
    return {number: (north, east) for number, (north, east) in first.items() if north is not None and east is not None}
