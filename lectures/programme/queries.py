"""What everybody may read: coming and past lectures as they were released, lecturers who agreed, series."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation import clock
from foundation.database import below, session
from lectures.attendance.models import LecturePhoto, Material
from lectures.attendance.queries import public_photos
from lectures.calendars.told import Told, as_told, told_all
from lectures.lecturers.models import Lecturer, LecturerTopic
from lectures.lecturers.rules import LecturerState
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import VenueKind
from lectures.programme.rules import EPISODES_SHOWN, SHOWS_CANCELLED
from lectures.tours.models import Lecture, LecturePoint, LectureSpeaker, LectureTour, ReleasedLecture, TourRelease
from lectures.tours.queries import held, public_lectures, public_tours
from lectures.tours.releasing import told_of
from lectures.tours.rules import TourKind
from lectures.tours.rules_releases import differences
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind, lineages
from people.persons.models import Person
from studios.registry.models import Studio
from studios.registry.queries import public_studios


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty: everything."""

    district: Organisation | None = None
    theme: str = ""
    mode: LectureMode | None = None
    kind: VenueKind | None = None


@dataclass(frozen=True)
class Batch:
    """Some lectures of a list, and whether there are more."""

    lectures: Sequence[Told]
    more: bool


def coming_lectures(wanted: Wanted) -> Select[Lecture]:
    """What is still to come or going on; what was cancelled, for a week after that was told."""
    now = clock.now()
    fresh = ReleasedLecture.cancelled.is_(False) | (TourRelease.released_at >= now - SHOWS_CANCELLED)
    return _narrowed(as_told(public_lectures()).where(ReleasedLecture.ends_at > now, fresh), wanted)


def past_lectures(wanted: Wanted) -> Select[Lecture]:
    """What took place, the newest first."""
    query = as_told(held(public_lectures())).where(
        ReleasedLecture.ends_at <= clock.now(), ReleasedLecture.cancelled.is_(False)
    )
    return _narrowed(query, wanted).order_by(None).order_by(ReleasedLecture.starts_at.desc(), Lecture.id.desc())


def batch_of(query: Select[Lecture], page: int, size: int) -> Batch:
    """The lectures of the `page`th page, from 1 on."""
    rows = session.scalars(query.offset((page - 1) * size).limit(size + 1)).unique().all()
    return Batch(told_all(rows[:size]), len(rows) > size)


def districts() -> Sequence[Organisation]:
    """The districts that public lectures are given by or in, for a filter."""
    told_ids = _ids(public_lectures())
    givers = select(LectureTour.organisation_id).join(Lecture).where(Lecture.id.in_(told_ids))
    keepers = select(Place.organisation_id).join(LecturePoint).where(LecturePoint.lecture_id.in_(told_ids))
    paths = session.scalars(
        select(Organisation.path).where(Organisation.id.in_(givers) | Organisation.id.in_(keepers))
    ).all()
    kind = Organisation.kind == OrganisationKind.DISTRICT_FEDERATION
    query = select(Organisation).where(kind, Organisation.id.in_(lineages(paths)))
    return session.scalars(query.order_by(Organisation.path)).all()


def themes() -> Sequence[str]:
    """The themes of public lectures, for a filter."""
    found = select(Lecture.theme).where(Lecture.id.in_(_ids(public_lectures())), Lecture.theme != "")
    return session.scalars(found.distinct().order_by(Lecture.theme)).all()


def what_changed(known: Told) -> list[str]:
    """From what to what a coming lecture was moved or changed when it was last told; not where it is watched."""
    released = known.released
    if released.sequence == 0 or released.cancelled or known.over:
        return []
    previous = ReleasedLecture.lecture_id == known.lecture.id, ReleasedLecture.sequence == released.sequence - 1
    before = session.scalars(select(ReleasedLecture).where(*previous)).one_or_none()
    if before is None or before.cancelled:
        return []
    return differences(*(replace(told_of(one), stream_url="") for one in (before, released)))


def photos_of_public(lectures: Sequence[Told]) -> dict[int, list[LecturePhoto]]:
    """The photos that everybody may see, by lecture."""
    ids = [one.lecture.id for one in lectures]
    photos: dict[int, list[LecturePhoto]] = {key: [] for key in ids}
    for photo in session.scalars(public_photos(public_lectures().where(Lecture.id.in_(ids)))):
        photos[photo.lecture_id].append(photo)
    return photos


def papers_of_public() -> Select[Material]:
    """The papers of past lectures that every reader may have."""
    past = _ids(held(public_lectures()))
    query = select(Material).where(Material.everybody, Material.lecture_id.in_(past))
    return query.options(joinedload(Material.file)).order_by(Material.id)


def public_series() -> Select[LectureTour]:
    """Series of cloud lectures that something was told of."""
    told_of_them = select(Lecture.tour_id).where(Lecture.id.in_(_ids(public_lectures())))
    return public_tours().where(LectureTour.kind == TourKind.SERIES, LectureTour.id.in_(told_of_them))


def episodes_of(series: LectureTour) -> Sequence[Told]:
    """The lectures of a series in the order in which they are given, without those that were cancelled."""
    query = as_told(public_lectures()).where(Lecture.tour_id == series.id, ReleasedLecture.cancelled.is_(False))
    return batch_of(query, 1, EPISODES_SHOWN).lectures


def gallery() -> Select[Lecturer]:
    """Who agreed to be shown and is in service; who belongs to several pools stands there once."""
    shown = Lecturer.public, Lecturer.state == LecturerState.IN_SERVICE
    once = select(func.min(Lecturer.id)).where(*shown).group_by(Lecturer.person_id)
    query = select(Lecturer).join(Lecturer.person).where(Lecturer.id.in_(once))
    return query.options(joinedload(Lecturer.person), joinedload(Lecturer.studio), selectinload(Lecturer.topics))


def studios_shown(lecturers: Sequence[Lecturer]) -> set[int]:
    """Which of their studios everybody may see."""
    ids = {one.studio_id for one in lecturers}
    return set(session.scalars(public_studios().with_only_columns(Studio.id).where(Studio.id.in_(ids))))


def lectures_by(lecturer: Lecturer) -> tuple[list[Told], list[Told]]:
    """The public lectures that somebody was named for: those to come, and those that took place, newest first."""
    entries = set(session.scalars(select(Lecturer.id).where(Lecturer.person_id == lecturer.person_id)))
    given = Lecture.id.in_(select(LectureSpeaker.lecture_id).where(LectureSpeaker.lecturer_id.in_(entries)))
    queries = coming_lectures(Wanted()), past_lectures(Wanted())
    coming, past = (
        [known for known in batch_of(query.where(given), 1, EPISODES_SHOWN).lectures if _names(known, entries)]
        for query in queries
    )
    return coming, past


def next_lectures_of(lecturers: Sequence[Lecturer]) -> dict[int, Told]:
    """The next public lecture of each of these, by person."""
    persons = {one.person_id for one in lecturers}
    speaking = select(LectureSpeaker.lecture_id).join(LectureSpeaker.lecturer).where(Lecturer.person_id.in_(persons))
    query = coming_lectures(Wanted()).where(Lecture.id.in_(speaking), ReleasedLecture.cancelled.is_(False))
    soonest: dict[int, Told] = {}
    for known in batch_of(query, 1, EPISODES_SHOWN).lectures:
        for speaker in known.speakers:
            if speaker.lecturer and speaker.lecturer.person_id in persons:
                soonest.setdefault(speaker.lecturer.person_id, known)
    return soonest


def found_in_gallery(theme: str) -> Select[Lecturer]:
    """Those of the gallery who speak on a theme; of all themes where none is named."""
    shown = gallery().order_by(Person.pinyin, Lecturer.id)
    return shown.where(Lecturer.topics.any(theme=theme)) if theme else shown


def topics_of_gallery() -> Sequence[str]:
    """The themes that the lecturers of the gallery speak on, for a filter."""
    shown = gallery().options().with_only_columns(Lecturer.id)
    found = select(LecturerTopic.theme).where(LecturerTopic.lecturer_id.in_(shown), LecturerTopic.theme != "")
    return session.scalars(found.distinct().order_by(LecturerTopic.theme)).all()


def _names(known: Told, entries: set[int]) -> bool:
    return not entries.isdisjoint(known.released.lecturer_ids)


def _narrowed(query: Select[Lecture], wanted: Wanted) -> Select[Lecture]:
    if wanted.district:
        units = select(Organisation.id).where(below(Organisation.path, wanted.district.path))
        there = Lecture.points.any(LecturePoint.place.has(Place.organisation_id.in_(units)))
        query = query.where(LectureTour.organisation_id.in_(units) | there)
    if wanted.theme:
        query = query.where(Lecture.theme == wanted.theme)
    if wanted.mode:
        query = query.where(ReleasedLecture.mode == wanted.mode)
    if wanted.kind:
        query = query.where(Lecture.points.any(LecturePoint.place.has(Place.kind == wanted.kind)))
    return query


def _ids(query: Select[Lecture]) -> Select[int]:
    return query.options().order_by(None).with_only_columns(Lecture.id)
