"""Clashes as the database has them: what lecturers, places and hosts are taken by, read for many of them at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
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
from lectures.tours.rules_clashes import (
    Busy,
    Clashes,
    HostFacts,
    LecturerFacts,
    Slot,
    VenueFacts,
    clashes_of,
)
from people.organisations.models import Organisation

AROUND = timedelta(days=62)
"""How far before and after a year rest days and host repeats are looked for."""

REPEATING = frozenset({TourKind.SERIES, TourKind.CLASS})
"""A series and a class come to the same host again and again by their plan."""


@dataclass(frozen=True)
class Window:
    """The lectures that can clash: those between two moments."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, *moments: datetime) -> "Window":
        """The whole years of these moments, at least one, with what lies around them."""
        years = [in_shanghai(moment).year for moment in moments]
        first, last = datetime(min(years), 1, 1, tzinfo=UTC), datetime(max(years) + 1, 1, 1, tzinfo=UTC)
        return cls(first - AROUND, last + AROUND)


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
    for key, starts_at, ends_at, title, room, person_id in rows:
        taken.setdefault(person_id, {})[key] = Busy(starts_at, ends_at, points.get(key), title, room, key)
    return {one.id: _facts_of(one, tuple(taken.get(one.person_id, {}).values())) for one in lecturers}


def venue_facts(places: Sequence[Place], window: Window) -> dict[int, VenueFacts]:
    """The same for places."""
    taken: dict[int, list[Busy]] = {}
    query = (
        _taken(window)
        .add_columns(LecturePoint.place_id)
        .join(LecturePoint, LecturePoint.lecture_id == Lecture.id)
        .where(LecturePoint.place_id.in_({place.id for place in places}))
    )
    for key, starts_at, ends_at, title, room, place_id in session.execute(query):
        taken.setdefault(place_id, []).append(Busy(starts_at, ends_at, None, title, room, key))
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
    for key, starts_at, ends_at, title, room, host_id in session.execute(query):
        taken.setdefault(host_id, []).append(Busy(starts_at, ends_at, None, title, room, key))
    return {number: HostFacts(name, tuple(taken.get(number, ()))) for number, name in named.items()}


def slot_of(
    starts_at: datetime,
    ends_at: datetime,
    mode: LectureMode,
    point: Point | None,
    people: int | None,
    *,
    room: str = "",
    key: int | None = None,
) -> Slot:
    """A lecture as clashes see it: who lectures online can sit anywhere, and needs no seats."""
    if mode is LectureMode.ONLINE:
        return Slot(starts_at, ends_at, room=room, key=key)
    return Slot(starts_at, ends_at, point, people, room, key)


def own_slot(lecture: Lecture, places: Sequence[Place]) -> Slot:
    """The slot of a lecture at these places."""
    point = places[0].point if places else None
    times = lecture.starts_at, lecture.ends_at
    return slot_of(*times, lecture.mode, point, lecture.capacity, room=lecture.room, key=lecture.id)


def clashes_among(lectures: Sequence[Lecture]) -> dict[int, Clashes]:
    """What speaks against lectures as they stand, by their keys, with a few queries for all of them.

    Only those that are planned are looked at. Read them with `queries.lectures`.
    """
    planned = [lecture for lecture in lectures if lecture.state is LectureState.PLANNED]
    if not planned:
        return {}
    window = Window.of(*(lecture.starts_at for lecture in planned))
    ids = {speaker.lecturer_id for lecture in planned for speaker in lecture.speakers if not speaker.declined_at}
    people = session.scalars(with_answers(select(Lecturer)).where(Lecturer.id.in_(ids))).unique().all()
    places = {point.place_id: point.place for lecture in planned for point in lecture.points}
    who, where = lecturer_facts(people, window), venue_facts(list(places.values()), window)
    units = host_facts({lecture.host for lecture in planned if lecture.host}, window)
    found = {}
    for lecture in planned:
        slot = own_slot(lecture, [point.place for point in lecture.points])
        speakers = [who[speaker.lecturer_id] for speaker in lecture.speakers if not speaker.declined_at]
        venues = [where[point.place_id] for point in lecture.points]
        host = units.get(lecture.host_id or 0)
        if clashes := clashes_of(slot, speakers, venues, host):
            found[lecture.id] = clashes
    return found


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
    return select(Lecture.id, Lecture.starts_at, Lecture.ends_at, Lecture.title, Lecture.room).where(
        Lecture.state != LectureState.CANCELLED, Lecture.starts_at.between(window.since, window.until)
    )


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
