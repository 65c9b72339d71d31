"""Reading tours and lectures."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from lectures.lecturers.models import Lecturer
from lectures.places.models import Place
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


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
    """The lectures on the unit or the places in one's care: who stands at the door there."""
    units = ids_in(user.scope(Permission.LECTURE_HOST))
    there = select(LecturePoint.lecture_id).join(LecturePoint.place).where(Place.host_id.in_(units))
    return lectures().where(Lecture.host_id.in_(units) | Lecture.id.in_(there) | LectureTour.organisation_id.in_(units))


def lectures_given_by(user: Account) -> Select[Lecture]:
    """The lectures that one gives oneself."""
    own = select(LectureSpeaker.lecture_id).join(LectureSpeaker.lecturer).where(Lecturer.person_id == user.person_id)
    return lectures().where(Lecture.id.in_(own))


def public_lectures() -> Select[Lecture]:
    """What everybody may know: lectures that were released and are meant for the public, as `Lecture.released` says."""
    shown = lectures().where(LectureTour.public, Lecture.public, Lecture.released_id.is_not(None))
    return shown.options(joinedload(Lecture.released))


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


def _tours() -> Select[LectureTour]:
    return select(LectureTour).order_by(LectureTour.first_day.desc(), LectureTour.id.desc())
