"""Reading who registered and who came, and the figures of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation import clock
from foundation.database import below, session
from lectures.attendance.models import CheckIn, HeadCount, LecturePhoto, Material, OnlineFigures, Registration
from lectures.attendance.rules import CLOSES_AFTER, OPENS_BEFORE, CheckInMethod, RegistrationState
from lectures.lecturers.models import Lecturer
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour, ReleasedLecture
from lectures.tours.queries import lectures, lectures_given_by, lectures_hosted_by, lectures_run_by
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import lineage
from people.persons.models import Person
from people.persons.queries import named_like

ON_SITE = (CheckInMethod.WALL, CheckInMethod.HOST, CheckInMethod.LATER)


@dataclass(frozen=True)
class AttendanceFigures:
    """Who came to some lectures. Each figure is of its own kind: no two of them are ever added.

    `attendances` are 人次 (check-ins, each counted), of which `on_site` and `online`; `persons` are 人数 (different
    persons who checked in); `heads` were counted where nobody checked in; `views`, `viewers` and `minutes` are what the
    platforms say of all who watched.
    """

    lectures: int = 0
    attendances: int = 0
    on_site: int = 0
    online: int = 0
    persons: int = 0
    heads: int = 0
    views: int = 0
    viewers: int = 0
    minutes: int = 0


def attendance_figures(query: Select[Lecture]) -> AttendanceFigures:
    """The figures of the lectures of `query`; who reports on what was done gives `held(...)`."""
    ids = query.order_by(None).with_only_columns(Lecture.id)
    came = select(
        func.count(CheckIn.id),
        func.count(CheckIn.id).filter(CheckIn.method.in_(ON_SITE)),
        func.count(CheckIn.id).filter(CheckIn.method == CheckInMethod.ONLINE),
        func.count(CheckIn.person_id.distinct()),
    ).where(CheckIn.lecture_id.in_(ids))
    seen = select(
        func.coalesce(func.sum(OnlineFigures.views), 0),
        func.coalesce(func.sum(OnlineFigures.viewers), 0),
        func.coalesce(func.sum(OnlineFigures.minutes), 0),
    ).where(OnlineFigures.lecture_id.in_(ids))
    heads = select(func.coalesce(func.sum(HeadCount.heads), 0)).where(HeadCount.lecture_id.in_(ids))
    counted = select(func.count()).select_from(ids.subquery())
    facts = (*session.execute(counted).one(), *session.execute(came).one(), *session.execute(heads).one())
    return AttendanceFigures(*(int(one) for one in (*facts, *session.execute(seen).one())))


def check_ins_of(lecture: Lecture) -> Select[CheckIn]:
    """Who was at a lecture, in the order of their coming, with person, employer and point."""
    shown = joinedload(CheckIn.person).joinedload(Person.employer), joinedload(CheckIn.point)
    return select(CheckIn).where(CheckIn.lecture_id == lecture.id).options(*shown).order_by(CheckIn.at, CheckIn.id)


def check_in_of(lecture_id: int, person_id: int | None) -> CheckIn | None:
    """The check-in of a person at a lecture, if there is one; none of nobody."""
    return session.scalars(
        select(CheckIn).where(CheckIn.lecture_id == lecture_id, CheckIn.person_id == person_id)
    ).one_or_none()


def check_in_count(lecture: Lecture, point: LecturePoint | None = None) -> Select[int]:
    """How many have checked in at a lecture; at one of its points, if one is given."""
    query = select(func.count(CheckIn.id)).where(CheckIn.lecture_id == lecture.id)
    return query.where(CheckIn.point_id == point.id) if point else query


def check_in_counts(lecture_ids: list[int]) -> dict[int, int]:
    """How many have checked in at each of these lectures; those where nobody has are absent."""
    counted = select(CheckIn.lecture_id, func.count()).where(CheckIn.lecture_id.in_(lecture_ids))
    return dict(session.execute(counted.group_by(CheckIn.lecture_id)).all())


def may_answer(lecture: Lecture, person_id: int | None) -> bool:
    """Whether somebody was there, and so may say how it was."""
    return check_in_of(lecture.id, person_id) is not None


def registrations_of(lecture: Lecture, *states: RegistrationState) -> Select[Registration]:
    """Who registered for a lecture, in the order of the queue, with person and employer; in `states`, or in any."""
    shown = joinedload(Registration.person).joinedload(Person.employer)
    query = select(Registration).where(Registration.lecture_id == lecture.id).options(shown)
    return (query.where(Registration.state.in_(states)) if states else query).order_by(Registration.place)


def registration_of(lecture_id: int, person_id: int | None) -> Registration | None:
    """The registration of a person for a lecture, in whatever state."""
    query = select(Registration).where(Registration.lecture_id == lecture_id, Registration.person_id == person_id)
    return session.scalars(query).one_or_none()


def registered_counts(lecture_ids: list[int]) -> dict[int, dict[RegistrationState, int]]:
    """How many registered for, wait for and cancelled each of these lectures."""
    columns = (Registration.lecture_id, Registration.state, func.count())
    grouped = select(*columns).where(Registration.lecture_id.in_(lecture_ids)).group_by(*columns[:2])
    counts: dict[int, dict[RegistrationState, int]] = {lecture_id: {} for lecture_id in lecture_ids}
    for lecture_id, state, count in session.execute(grouped):
        counts[lecture_id][state] = count
    return counts


def own_registrations(user: Account) -> Select[Registration]:
    """What one has registered for oneself, and not cancelled, with what `told_all` reads of each lecture."""
    lecture = joinedload(Registration.lecture)
    read = (
        lecture.joinedload(Lecture.released).joinedload(ReleasedLecture.release),
        lecture.selectinload(Lecture.points).joinedload(LecturePoint.place),
        lecture.selectinload(Lecture.speakers).joinedload(LectureSpeaker.lecturer).joinedload(Lecturer.person),
    )
    own = select(Registration).where(Registration.person_id == user.person_id).options(*read)
    return own.where(Registration.state != RegistrationState.CANCELLED)


def lectures_open_to(user: Account) -> Select[Lecture]:
    """What a person may come to: released lectures for the public, and those that units above or around him receive."""
    path = user.person.organisation_path if user.person and user.person.organisation_path else user.organisation_path
    released = lectures().where(Lecture.released_id.is_not(None), Lecture.state != LectureState.CANCELLED)
    return released.where((Lecture.public & LectureTour.public) | Lecture.host_id.in_(lineage(path)))


def lectures_checked_in_by(user: Account) -> Select[Lecture]:
    """The lectures that one was at."""
    return lectures().where(Lecture.id.in_(select(CheckIn.lecture_id).where(CheckIn.person_id == user.person_id)))


def lectures_read_by(user: Account) -> Select[Lecture]:
    """The lectures whose materials one may read: one was at them, gives them, receives or runs them."""
    ids = [
        query.with_only_columns(Lecture.id).order_by(None)
        for query in (lectures_checked_in_by(user), lectures_hosted_by(user), lectures_given_by(user))
    ]
    return lectures().where(or_(*(Lecture.id.in_(one) for one in ids)))


def lectures_offered_to(user: Account) -> Select[Lecture]:
    """The lectures that one may register the people of one's unit for: those one runs, receives, or may come to."""
    run = lectures_hosted_by(user).with_only_columns(Lecture.id).order_by(None)
    come = lectures_open_to(user).with_only_columns(Lecture.id).order_by(None)
    return lectures().where(Lecture.id.in_(run) | Lecture.id.in_(come))


def registrations_kept_by(user: Account) -> Select[Registration]:
    """The registrations that one may cancel: one's own, of the people of one's unit, for the lectures that one runs."""
    employed = select(Person.id).where(Person.employer_id.in_(ids_in(user.scope(Permission.LECTURE_ORDER))))
    run = lectures_run_by(user).with_only_columns(Lecture.id).order_by(None)
    own = Registration.person_id == user.person_id
    return select(Registration).where(own | Registration.person_id.in_(employed) | Registration.lecture_id.in_(run))


def standing_of(lecture: Lecture, persons: Sequence[Person]) -> Select[Registration]:
    """The registrations of these people for a lecture."""
    ids = [one.id for one in persons]
    return select(Registration).where(Registration.lecture_id == lecture.id, Registration.person_id.in_(ids))


def persons_named(query: Select[Person], text: str) -> Select[Person]:
    """Those of `query` whose name begins with `text`; all for an empty one."""
    return query.where(named_like(text)) if text else query


def walk_ins_of(lecture: Lecture, user: Account) -> Select[Person]:
    """Whom a host may let in without a registration: the people of the unit that receives a lecture where nobody
    registers, as far as the host may see them."""
    host = lecture.host.path if lecture.host and not lecture.registers else None
    query = select(Person).join(Person.employer).options(contains_eager(Person.employer))
    there = below(Organisation.path, host) if host else false()
    mine = within(user.scope(Permission.LECTURE_HOST))
    return query.where(there, mine, Person.merged_into_id.is_(None)).order_by(Person.name, Person.id)


def absent_from(lecture: Lecture, user: Account) -> Select[Person]:
    """Who could have come and has not checked in: those who registered, and whom the host may let in without."""
    came = select(CheckIn.person_id).where(CheckIn.lecture_id == lecture.id)
    coming = RegistrationState.REGISTERED, RegistrationState.WAITING
    registered = registrations_of(lecture, *coming).order_by(None).with_only_columns(Registration.person_id)
    walk_ins = walk_ins_of(lecture, user).order_by(None).with_only_columns(Person.id)
    query = select(Person).options(joinedload(Person.employer)).where(Person.id.not_in(came))
    return query.where(Person.id.in_(registered) | Person.id.in_(walk_ins)).order_by(Person.name, Person.id)


def doors_now(user: Account) -> Select[Lecture]:
    """Those of them where people can check in at this moment."""
    now = clock.now()
    at_this_time = Lecture.starts_at <= now + OPENS_BEFORE, Lecture.ends_at >= now - CLOSES_AFTER
    return doors_of(user).where(Lecture.state == LectureState.PLANNED, *at_this_time)


def doors_of(user: Account) -> Select[Lecture]:
    """The lectures at whose door one may stand: those that one's units receive or organise, planned or held."""
    return lectures_hosted_by(user).where(Lecture.state != LectureState.CANCELLED)


def may_organise(user: Account, lecture: Lecture) -> bool:
    """Whether one belongs to the organiser of a lecture: adds up what its doors did not see."""
    return user.may_at(Permission.LECTURE_RUN, lecture.organisation_path)


def point_of(lecture: Lecture, point_id: int | None) -> LecturePoint | None:
    """The point of this lecture with that id."""
    return next((one for one in lecture.points if one.id == point_id), None)


def who_come(lecture: Lecture) -> list[Account]:
    """The accounts of those who registered or wait: whom a change of the lecture concerns."""
    coming = RegistrationState.REGISTERED, RegistrationState.WAITING
    ids = registrations_of(lecture, *coming).order_by(None).with_only_columns(Registration.person_id)
    return list(session.scalars(select(Account).where(Account.person_id.in_(ids), Account.active)))


def online_figures_of(lecture: Lecture) -> Select[OnlineFigures]:
    """What the platforms say of a lecture."""
    return select(OnlineFigures).where(OnlineFigures.lecture_id == lecture.id).order_by(OnlineFigures.id)


def online_figures_from(lecture: Lecture, source: str) -> OnlineFigures | None:
    """What one platform says of it."""
    return session.scalars(online_figures_of(lecture).where(OnlineFigures.source == source)).one_or_none()


def head_counts_of(lecture: Lecture) -> Select[HeadCount]:
    """The heads that were counted, place by place."""
    shown = joinedload(HeadCount.point), joinedload(HeadCount.counted_by)
    return select(HeadCount).where(HeadCount.lecture_id == lecture.id).options(*shown).order_by(HeadCount.id)


def check_ins_by_method(lecture: Lecture) -> dict[CheckInMethod, int]:
    """How many checked in, each way on its own line."""
    counted = select(CheckIn.method, func.count()).where(CheckIn.lecture_id == lecture.id).group_by(CheckIn.method)
    return dict(session.execute(counted).all())


def materials_of(lecture: Lecture) -> Select[Material]:
    """The papers of a lecture."""
    return (
        select(Material)
        .where(Material.lecture_id == lecture.id)
        .options(joinedload(Material.file))
        .order_by(Material.id)
    )


def photos_of(lecture: Lecture) -> Select[LecturePhoto]:
    """All photos of a lecture, for those who run it."""
    return select(LecturePhoto).where(LecturePhoto.lecture_id == lecture.id).order_by(LecturePhoto.id)


def public_photos(query: Select[Lecture]) -> Select[LecturePhoto]:
    """The photos of these lectures that everybody may see: the people in them agreed."""
    ids = query.order_by(None).with_only_columns(Lecture.id)
    shown = LecturePhoto.consent, LecturePhoto.public
    return select(LecturePhoto).where(LecturePhoto.lecture_id.in_(ids), *shown).order_by(LecturePhoto.id)
