"""Reading tours and lectures."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from foundation import clock
from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.places.models import Place
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour, ReleasedLecture, TourRelease
from lectures.tours.rules import ABOUT_TO_BEGIN, TELL_AHEAD, LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in, ids_in
from people.organisations.rules import UNITS

TOLD_COLUMNS = ("title", "mode", "starts_at", "ends_at", "room", "stream_url")


def tours_run_by(user: Account) -> Select[LectureTour]:
    """The tours of the federations that one works for, the newest first."""
    return _tours().where(LectureTour.organisation_id.in_(ids_in(user.scope(Permission.LECTURE_RUN))))


def public_tours() -> Select[LectureTour]:
    """The tours that everybody may read about."""
    return _tours().where(LectureTour.public)


def lectures_run_by(user: Account) -> Select[Lecture]:
    """The lectures of the tours that one runs."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    return lectures().where(LectureTour.organisation_id.in_(units))


def lectures_hosted_by(user: Account) -> Select[Lecture]:
    """The lectures on the unit or the places in one's care: who stands at the door there.

    A draft concerns its organiser alone, until it is about to begin.
    """
    units = ids_in(user.scope(Permission.LECTURE_HOST))
    there = select(LecturePoint.lecture_id).join(LecturePoint.place).where(Place.host_id.in_(units))
    told = Lecture.released_id.is_not(None) | (Lecture.starts_at <= clock.now() + ABOUT_TO_BEGIN)
    received = (Lecture.host_id.in_(units) | Lecture.id.in_(there)) & told
    return lectures().where(received | LectureTour.organisation_id.in_(units))


def lectures_given_by(user: Account) -> Select[Lecture]:
    """The lectures that one gives oneself."""
    own = select(LectureSpeaker.lecture_id).join(LectureSpeaker.lecturer).where(Lecturer.person_id == user.person_id)
    return lectures().where(Lecture.id.in_(own))


def public_lectures() -> Select[Lecture]:
    """What everybody may know: lectures that were released and are meant for the public, as `Lecture.released` says."""
    shown = lectures().where(LectureTour.public, Lecture.public, Lecture.released_id.is_not(None))
    return shown.options(joinedload(Lecture.released))


def organisers_for(user: Account) -> Select[Organisation]:
    """The federations and unions for which one may plan a tour."""
    return active_in(user.scope(Permission.LECTURE_RUN)).where(Organisation.kind.not_in(UNITS))


def lectures_on(tour: LectureTour) -> Select[Lecture]:
    """The lectures of a tour."""
    return lectures().where(Lecture.tour_id == tour.id)


def within_days(query: Select[Lecture], first: date, last: date) -> Select[Lecture]:
    """Those of them that begin on these days, by the calendar in China."""
    since, until = clock.bounds_of(first, last)
    return query.where(Lecture.starts_at >= since, Lecture.starts_at < until)


def counts_by_state(tour_ids: Collection[int]) -> dict[int, Counter[LectureState]]:
    """How many lectures of each tour are planned, held and cancelled: three numbers that are never added together."""
    query = select(Lecture.tour_id, Lecture.state, func.count()).where(Lecture.tour_id.in_(tour_ids))
    counts: dict[int, Counter[LectureState]] = {number: Counter() for number in tour_ids}
    for number, state, count in session.execute(query.group_by(Lecture.tour_id, Lecture.state)):
        counts[number][state] = count
    return counts


def months_of(tour: LectureTour) -> Counter[date]:
    """In which months its lectures lie, by their first days, and how many in each."""
    starts = session.scalars(select(Lecture.starts_at).where(Lecture.tour_id == tour.id))
    return Counter(clock.in_shanghai(start).date().replace(day=1) for start in starts)


def speakers_of(user: Account) -> Select[LectureSpeaker]:
    """The lectures that one was asked to give, or has answered for; drafts are nobody's business yet."""
    return _speakers().where(Lecturer.person_id == user.person_id, LectureSpeaker.asked_at.is_not(None))


def invitations_waiting_for(user: Account) -> Select[LectureSpeaker]:
    """Those of them that lie ahead and wait for an answer."""
    waiting = speakers_of(user).where(LectureSpeaker.accepted_at.is_(None), LectureSpeaker.declined_at.is_(None))
    return waiting.where(Lecture.state == LectureState.PLANNED, Lecture.starts_at > clock.now())


def declined_lectures_for(user: Account) -> Select[Lecture]:
    """The lectures that one runs where a lecturer said no, and nobody has taken his place."""
    declined = select(LectureSpeaker.lecture_id).where(LectureSpeaker.declined_at.is_not(None))
    return lectures_run_by(user).where(Lecture.id.in_(declined), Lecture.state == LectureState.PLANNED)


def lectures_over_for(user: Account) -> Select[Lecture]:
    """The lectures that one runs whose time is over: were they held?"""
    return lectures_run_by(user).where(Lecture.state == LectureState.PLANNED, Lecture.ends_at < clock.now())


def lectures_to_tell_for(user: Account) -> Select[Lecture]:
    """The lectures that one runs of which others have not heard, or not what is planned now.

    Those that are planned count once they begin within `TELL_AHEAD`; those that were called off, at once.
    """
    told = aliased(ReleasedLecture)
    changed = or_(*(getattr(Lecture, name) != getattr(told, name) for name in TOLD_COLUMNS))
    new = Lecture.released_id.is_(None) | changed | told.cancelled
    planned = (Lecture.state == LectureState.PLANNED) & new & (Lecture.starts_at <= clock.now() + TELL_AHEAD)
    off = (Lecture.state == LectureState.CANCELLED) & told.cancelled.is_(False)
    ahead = lectures_run_by(user).outerjoin(told, told.id == Lecture.released_id).where(Lecture.starts_at > clock.now())
    return ahead.where(planned | off)


def versions_of(tour: LectureTour) -> Select[ReleasedLecture]:
    """Everything that was ever told about a tour, in the order in which it was told."""
    query = select(ReleasedLecture).join(ReleasedLecture.release).where(TourRelease.tour_id == tour.id)
    return query.options(joinedload(ReleasedLecture.release)).order_by(TourRelease.number, ReleasedLecture.starts_at)


def held(query: Select[Lecture]) -> Select[Lecture]:
    """Those of them that took place: the only ones that figures of what was done count."""
    return query.where(Lecture.state == LectureState.HELD)


def lectures() -> Select[Lecture]:
    """All lectures in their order, with their points and speakers; for queries that say whose."""
    return (
        select(Lecture)
        .join(Lecture.tour)
        .options(
            selectinload(Lecture.points).joinedload(LecturePoint.place),
            selectinload(Lecture.speakers).joinedload(LectureSpeaker.lecturer).joinedload(Lecturer.person),
            joinedload(Lecture.host),
        )
        .order_by(Lecture.starts_at, Lecture.id)
    )


def _speakers() -> Select[LectureSpeaker]:
    shown = joinedload(LectureSpeaker.lecture).selectinload(Lecture.points).joinedload(LecturePoint.place)
    host = joinedload(LectureSpeaker.lecture).joinedload(Lecture.host)
    query = select(LectureSpeaker).join(LectureSpeaker.lecture).join(LectureSpeaker.lecturer).options(shown, host)
    return query.order_by(Lecture.starts_at, LectureSpeaker.id)


def _tours() -> Select[LectureTour]:
    return select(LectureTour).order_by(LectureTour.first_day.desc(), LectureTour.id.desc())
