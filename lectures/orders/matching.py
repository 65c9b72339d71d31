"""Reads what the proposals for an order rest on: the same few statements for three lecturers and for three hundred.

Only the days around the candidate times are read, and what is counted is counted by the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from foundation.clock import bounds_of, in_shanghai
from foundation.database import session
from lectures.lecturers.models import Lecturer, LecturerException, LecturerHours, LecturerTopic
from lectures.lecturers.queries import lecturers_in_service
from lectures.lecturers.rules import DaysApart, WeeklyHours
from lectures.menus.models import offered_by
from lectures.menus.rules import LectureMode
from lectures.orders.models import LectureOrder, OrderTime
from lectures.orders.promises import busy_at, promised_between
from lectures.orders.rules import InvitationState
from lectures.orders.rules_matching import Candidate, Need, Proposal, propose
from lectures.places.models import Place
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker
from lectures.tours.rules import LectureState
from lectures.tours.rules_clashes import Busy, LecturerFacts, Slot, reasons_against_lecturer
from people.persons.models import Person

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Match:
    """A candidate time, and the lecturers for it: those proposed, best first, and the others with the reasons why."""

    time: OrderTime
    proposed: Sequence[Proposal]
    others: Sequence[Proposal]


@dataclass(frozen=True)
class _Read:
    """What was read, by lecturer or by person: who stands in two pools is taken by both."""

    hours: Mapping[int, list[WeeklyHours]]
    exceptions: Mapping[int, list[DaysApart]]
    busy: Mapping[int, list[Busy]]
    speaks: frozenset[int] = frozenset()
    offers: frozenset[int] = frozenset()
    arranged: Mapping[tuple[int, int], int] = field(default_factory=dict)
    visits: Mapping[int, date] = field(default_factory=dict)


def match_order(order: LectureOrder) -> list[Match]:
    """For each candidate time whom to ask, with scores and reasons; a person decides."""
    times = [one for one in order.times if order.chosen_rank in {None, one.rank}] or list(order.times)
    around = _pool(order).with_only_columns(Lecturer.id).order_by(None)
    rows = _lecturers(_pool(order))
    longest = max((row.rest_days for row in rows), default=0)
    read = _read(order, times, around, rest_days=longest)
    years = {in_shanghai(time.starts_at).year for time in times}
    candidates = {year: _candidates(order, rows, read, year) for year in years}
    return [_match(order, time, candidates[in_shanghai(time.starts_at).year]) for time in times]


def refusals_for(order: LectureOrder, lecturer: Lecturer, time: OrderTime) -> list[str]:
    """Why a lecturer cannot give an order at a time at all: other lectures and promises, with the way between."""
    rows = _lecturers(select(Lecturer).join(Lecturer.person).where(Lecturer.id == lecturer.id))
    busy = _busy(order, [time], select(Lecturer.id).where(Lecturer.id == lecturer.id), rest_days=0)
    slot = _slot(order, time)
    return [reason for row in rows for reason in reasons_against_lecturer(slot, _facts(row, busy=busy[row.person_id]))]


def _match(order: LectureOrder, time: OrderTime, candidates: Sequence[Candidate]) -> Match:
    online = order.mode is LectureMode.ONLINE
    proposals = propose(Need(order.theme, order.audience, _slot(order, time), online), candidates)
    proposed = [one for one in proposals if not one.against]
    return Match(time, proposed, [one for one in proposals if one.against])


def _candidates(order: LectureOrder, rows: Sequence[Any], read: _Read, year: int) -> list[Candidate]:
    said_no = {
        one.lecturer_id: f"已婉拒这份点单：{one.reason}"
        for one in order.invitations
        if one.state is InvitationState.DECLINED
    }
    return [_candidate(row, read, year, said_no.get(row.id, "")) for row in rows]


def _candidate(row: Any, read: _Read, year: int, said_no: str) -> Candidate:
    return Candidate(
        lecturer_id=row.id,
        facts=_facts(row, read.hours[row.id], read.exceptions[row.id], read.busy[row.person_id]),
        headline=row.headline,
        speaks_of_it=row.id in read.speaks,
        offers_item=row.id in read.offers,
        audiences=tuple(row.audiences),
        yearly_cap=row.yearly_cap,
        arranged=read.arranged.get((row.person_id, year), 0),
        last_visit=read.visits.get(row.person_id),
        rating=row.rating,
        said_no=said_no,
    )


def _facts(
    row: Any,
    hours: Sequence[WeeklyHours] = (),
    exceptions: Sequence[DaysApart] = (),
    busy: Sequence[Busy] = (),
) -> LecturerFacts:
    """As the rules on clashes read them; the yearly cap is checked here, against what the database counted."""
    home = None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)
    return LecturerFacts(
        name=row.name,
        hours=hours,
        exceptions=exceptions,
        rest_days=row.rest_days,
        home=home,
        travel_km=row.travel_km,
        busy=busy,
    )


def _slot(order: LectureOrder, time: OrderTime) -> Slot:
    known = order.place is not None and order.mode is not LectureMode.ONLINE
    point = order.place.point if order.place is not None and known else None
    return Slot(time.starts_at, time.ends_at, point, order.people)


def _pool(order: LectureOrder) -> Select[Lecturer]:
    return lecturers_in_service(order.organisation.path).options().join(Lecturer.person)


def _lecturers(query: Select[Lecturer]) -> Sequence[Any]:
    columns = (Lecturer.id, Lecturer.person_id, Person.name, Lecturer.headline, Lecturer.audiences, Lecturer.rating)
    limits = (Lecturer.latitude, Lecturer.longitude, Lecturer.travel_km, Lecturer.yearly_cap, Lecturer.rest_days)
    return session.execute(query.with_only_columns(*columns, *limits).order_by(Lecturer.id)).all()


def _read(order: LectureOrder, times: Sequence[OrderTime], ids: Select[int], *, rest_days: int) -> _Read:
    offers = select(offered_by.c.lecturer_id).where(offered_by.c.item_id == order.item_id)
    topics = select(LecturerTopic.lecturer_id).where(LecturerTopic.theme == order.theme, LecturerTopic.theme != "")
    return _Read(
        hours=_hours(ids),
        exceptions=_exceptions(ids, times),
        busy=_busy(order, times, ids, rest_days=rest_days),
        speaks=frozenset(session.scalars(topics)),
        offers=frozenset(session.scalars(offers)),
        arranged=_arranged({in_shanghai(one.starts_at).year for one in times}),
        visits=_visits(order),
    )


def _hours(ids: Select[int]) -> Mapping[int, list[WeeklyHours]]:
    columns = (LecturerHours.lecturer_id, LecturerHours.weekday, LecturerHours.begins, LecturerHours.ends)
    return _grouped(
        (number, WeeklyHours(weekday, begins, ends))
        for number, weekday, begins, ends in session.execute(select(*columns).where(LecturerHours.lecturer_id.in_(ids)))
    )


def _exceptions(ids: Select[int], times: Sequence[OrderTime]) -> Mapping[int, list[DaysApart]]:
    kind = LecturerException
    days = [in_shanghai(one.starts_at).date() for one in times]
    then = or_(*((kind.first_day <= day) & (kind.last_day >= day) for day in days))
    columns = (kind.lecturer_id, kind.first_day, kind.last_day, kind.available)
    rows = session.execute(select(*columns).where(kind.lecturer_id.in_(ids), then).order_by(kind.id))
    return _grouped((number, DaysApart(first, last, free)) for number, first, last, free in rows)


def _busy(
    order: LectureOrder, times: Sequence[OrderTime], ids: Select[int], *, rest_days: int
) -> Mapping[int, list[Busy]]:
    """What is arranged and promised around the candidate times, by person."""
    margin = DAY * (rest_days + 1)
    since, until = min(one.starts_at for one in times) - margin, max(one.ends_at for one in times) + margin
    persons = select(Lecturer.person_id).where(Lecturer.id.in_(ids))
    where = (LectureSpeaker.declined_at.is_(None), Lecturer.person_id.in_(persons))
    columns = (Lecturer.person_id, Lecture.id, Lecture.starts_at, Lecture.ends_at, Lecture.title, Lecture.mode)
    arranged = (
        select(*columns, Place.latitude, Place.longitude)
        .join(LectureSpeaker, LectureSpeaker.lecture_id == Lecture.id)
        .join(LectureSpeaker.lecturer)
        .outerjoin(LecturePoint, LecturePoint.lecture_id == Lecture.id)
        .outerjoin(LecturePoint.place)
        .where(*where, Lecture.state != LectureState.CANCELLED, Lecture.starts_at.between(since, until))
        .order_by(LecturePoint.position.desc(), LecturePoint.id.desc())
    )
    found = {(row[0], row[1]): busy_at(*row[2:]) for row in session.execute(arranged)}
    rows = [(person_id, busy) for (person_id, _), busy in found.items()]
    return _grouped([*rows, *promised_between(since, until, persons, besides=order)])


def _arranged(years: set[int]) -> Mapping[tuple[int, int], int]:
    """How many lectures each person has in these years, by the clock in China; counted by the database."""
    counted: dict[tuple[int, int], int] = {}
    for year in sorted(years):
        begins, until = bounds_of(date(year, 1, 1), date(year, 12, 31))
        query = _given().where(Lecture.starts_at >= begins, Lecture.starts_at < until).group_by(Lecturer.person_id)
        counts = query.with_only_columns(Lecturer.person_id, func.count(Lecture.id.distinct()))
        for person_id, count in session.execute(counts):
            counted[person_id, year] = count
    return counted


def _visits(order: LectureOrder) -> Mapping[int, date]:
    """When each person was last, or is next, at the unit that orders."""
    query = _given().where(Lecture.host_id == order.orderer_id).group_by(Lecturer.person_id)
    latest = query.with_only_columns(Lecturer.person_id, func.max(Lecture.starts_at))
    return {person_id: in_shanghai(at).date() for person_id, at in session.execute(latest)}


def _given() -> Select[Any]:
    query = select(Lecture.id).join(LectureSpeaker, LectureSpeaker.lecture_id == Lecture.id)
    query = query.join(LectureSpeaker.lecturer)
    return query.where(Lecture.state != LectureState.CANCELLED, LectureSpeaker.declined_at.is_(None))


def _grouped(pairs: Iterable[tuple[int, Any]]) -> Mapping[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
