"""Whose feed an address opens, what is in a feed, and what stands on a page of the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from foundation import clock
from foundation.database import fetch, session
from foundation.errors import NotFound
from foundation.secrets import token_hash
from lectures.calendars.models import CalendarFeed
from lectures.calendars.rules import KEEPS_CANCELLED, KEEPS_PAST, CalendarSheet, FeedKind, Mark
from lectures.calendars.told import Told, as_told, told_all
from lectures.lecturers.models import Lecturer
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import VenueKind
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour, ReleasedLecture, TourRelease
from lectures.tours.queries import (
    lectures,
    lectures_given_by,
    lectures_hosted_by,
    lectures_run_by,
    public_lectures,
)
from lectures.tours.releasing import snapshot_of, told_of
from lectures.tours.rules import LectureState
from lectures.tours.rules_releases import kind_of_change
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person

NEEDS = {FeedKind.LECTURER: Permission.LECTURE_GIVE, FeedKind.HOST: Permission.LECTURE_HOST}


@dataclass(frozen=True)
class LectureFilter:
    """What somebody wants to see of the lectures; None: everything."""

    tour_id: int | None = None
    lecturer_id: int | None = None
    kind: VenueKind | None = None


@dataclass(frozen=True)
class CalendarEntry:
    """A lecture on the calendar, by the clock in China. `mark` says what to mind; `run`: one plans it oneself."""

    lecture: Lecture
    begins: datetime
    ends: datetime
    title: str
    place: str
    mode: LectureMode
    mark: Mark | None
    run: bool


def feeds_of(user: Account) -> dict[FeedKind, CalendarFeed]:
    """One's feeds in use, by kind."""
    found = select(CalendarFeed).where(CalendarFeed.account_id == user.id, CalendarFeed.revoked_at.is_(None))
    return {one.kind: one for one in session.scalars(found)}


def feed_of(token: str) -> CalendarFeed:
    """The feed that an address opens. Raises `NotFound` if it is not in use, or its owner may not see that any more."""
    in_use = CalendarFeed.token_hash == token_hash(token), CalendarFeed.revoked_at.is_(None)
    feed = fetch(select(CalendarFeed).where(*in_use).options(joinedload(CalendarFeed.account)))
    if not (feed.account.active and feed.account.may(NEEDS[feed.kind])):
        raise NotFound
    return feed


def told_in_feed(feed: CalendarFeed) -> list[Told]:
    """What a feed says: lectures that one gives and was named for, or those at the units in one's care."""
    if feed.kind is FeedKind.HOST:
        return told_for_feeds(lectures_hosted_by(feed.account))
    own = set(session.scalars(select(Lecturer.id).where(Lecturer.person_id == feed.account.person_id)))
    given = told_for_feeds(lectures_given_by(feed.account))
    return [one for one in given if own.intersection(one.released.lecturer_ids)]


def told_for_feeds(query: Select[Lecture]) -> list[Told]:
    """What feeds say of lectures: what was released, for half a year; what was cancelled, for ninety days more."""
    now = clock.now()
    recent = ReleasedLecture.ends_at >= now - KEEPS_PAST
    kept = ReleasedLecture.cancelled.is_(False) | (TourRelease.released_at >= now - KEEPS_CANCELLED)
    return told_all(session.scalars(as_told(query).where(recent, kept)).unique())


def lectures_readable_by(user: Account | None) -> Select[Lecture]:
    """The lectures that anybody may see once they are released, and those that one has to do with."""
    seen = Lecture.id.in_(_ids(public_lectures()))
    return lectures().where(seen if user is None else seen | Lecture.id.in_(_ids(lectures_known_to(user))))


def lectures_known_to(user: Account) -> Select[Lecture]:
    """The lectures that one plans, receives or gives."""
    mine = lectures_run_by(user), lectures_hosted_by(user), lectures_given_by(user)
    return lectures().where(or_(*(Lecture.id.in_(_ids(query)) for query in mine)))


def entries_on(sheet: CalendarSheet, user: Account, wanted: LectureFilter) -> list[CalendarEntry]:
    """What stands on a page: the plan of what one plans oneself; of all else, what was released."""
    begins, until = clock.bounds_of(sheet.first, sheet.last)
    planned = narrowed(lectures_run_by(user), wanted).where(Lecture.starts_at >= begins, Lecture.starts_at < until)
    released = as_told(narrowed(lectures_known_to(user), wanted)).where(
        Lecture.id.not_in(_ids(lectures_run_by(user))),
        ReleasedLecture.starts_at >= begins,
        ReleasedLecture.starts_at < until,
    )
    plan = session.scalars(planned.options(joinedload(Lecture.released))).unique()
    entries = [*map(_planned, plan), *map(_released, told_all(session.scalars(released).unique()))]
    return sorted(entries, key=lambda one: (one.begins, one.lecture.id))


def narrowed(query: Select[Lecture], wanted: LectureFilter) -> Select[Lecture]:
    """Those of a tour, by a lecturer, at a kind of place."""
    if wanted.tour_id:
        query = query.where(Lecture.tour_id == wanted.tour_id)
    if wanted.lecturer_id:
        query = query.where(Lecture.speakers.any(LectureSpeaker.lecturer_id == wanted.lecturer_id))
    if wanted.kind:
        query = query.where(Lecture.points.any(LecturePoint.place.has(Place.kind == wanted.kind)))
    return query


def tours_on_calendar(user: Account) -> Sequence[LectureTour]:
    """The tours of the lectures that one knows of, for a filter."""
    known = lectures_known_to(user).options().order_by(None).with_only_columns(Lecture.tour_id)
    query = select(LectureTour).where(LectureTour.id.in_(known))
    return session.scalars(query.order_by(LectureTour.first_day.desc(), LectureTour.id)).all()


def lecturers_on_calendar(user: Account) -> Sequence[Lecturer]:
    """Who gives the lectures that one knows of, for a filter."""
    given = select(LectureSpeaker.lecturer_id).where(LectureSpeaker.lecture_id.in_(_ids(lectures_known_to(user))))
    query = select(Lecturer).join(Lecturer.person).where(Lecturer.id.in_(given)).options(joinedload(Lecturer.person))
    return session.scalars(query.order_by(Person.pinyin, Lecturer.id)).all()


def _planned(lecture: Lecture) -> CalendarEntry:
    place = lecture.points[0].place.name if lecture.points else "线上"
    begins, ends = clock.in_shanghai(lecture.starts_at), clock.in_shanghai(lecture.ends_at)
    return CalendarEntry(lecture, begins, ends, lecture.title, place, lecture.mode, _mark_of(lecture), run=True)


def _mark_of(lecture: Lecture) -> Mark | None:
    if lecture.released is None:
        return Mark.CANCELLED if lecture.state is LectureState.CANCELLED else Mark.DRAFT
    if kind_of_change(told_of(lecture.released), snapshot_of(lecture)):
        return Mark.CHANGED
    return {LectureState.CANCELLED: Mark.CANCELLED, LectureState.HELD: Mark.HELD}.get(lecture.state)


def _released(known: Told) -> CalendarEntry:
    released = known.released
    place = known.places[0].name if known.places else "线上"
    held = Mark.HELD if known.lecture.state is LectureState.HELD else None
    mark = Mark.CANCELLED if released.cancelled else held
    return CalendarEntry(known.lecture, known.begins, known.ends, released.title, place, released.mode, mark, run=False)


def _ids(query: Select[Lecture]) -> Select[int]:
    return query.options().order_by(None).with_only_columns(Lecture.id)
