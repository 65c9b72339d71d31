"""Which lectures a page counts: those in view, and of them those that its address asks for."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from foundation import clock
from foundation.database import session
from lectures.menus.rules import LectureMode
from lectures.places.models import Place
from lectures.places.rules import VenueKind
from lectures.tours.models import Lecture, LecturePoint, LectureTour
from lectures.tours.queries import lectures, lectures_hosted_by
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


@dataclass(frozen=True)
class LectureFilter:
    """Which lectures: everything that is said holds of them; None: whatever. `theme` may be empty: without a theme.

    `unit_id` is the federation whose tour it is, `list_id` on whose list the place stands, `host_id` the unit that
    received it, `nowhere` those without any place.
    """

    year: int | None = None
    theme: str | None = None
    tour_id: int | None = None
    unit_id: int | None = None
    mode: LectureMode | None = None
    state: LectureState | None = None
    kind: VenueKind | None = None
    nowhere: bool = False
    place_id: int | None = None
    list_id: int | None = None
    street: str | None = None
    estate_id: int | None = None
    host_id: int | None = None


@dataclass(frozen=True)
class Choices:
    """What the filters of a page offer."""

    years: list[int] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    tours: list[LectureTour] = field(default_factory=list)


def lectures_in_view(user: Account) -> Select[Lecture]:
    """The lectures of the tours that one runs, those at places on one's lists, and those that one's units receive."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    ours = Place.organisation_id.in_(units) | Place.host_id.in_(units)
    there = select(LecturePoint.lecture_id).join(LecturePoint.place).where(ours)
    return lectures().where(LectureTour.organisation_id.in_(units) | Lecture.host_id.in_(units) | Lecture.id.in_(there))


def lectures_at(place: Place, user: Account) -> Select[Lecture]:
    """The lectures at a place that one may know of: who keeps its list, and who keeps its door."""
    there = select(LecturePoint.lecture_id).where(LecturePoint.place_id == place.id)
    view = lectures_in_view(user) if user.may(Permission.LECTURE_RUN) else lectures_hosted_by(user)
    return view.where(Lecture.id.in_(there))


def lectures_matching(query: Select[Lecture], wanted: LectureFilter) -> Select[Lecture]:
    """Those of `query` that `wanted` describes."""
    query = query.where(*of_time_and_theme(wanted))
    pairs = (
        (Lecture.tour_id, wanted.tour_id),
        (LectureTour.organisation_id, wanted.unit_id),
        (Lecture.mode, wanted.mode),
        (Lecture.state, wanted.state),
    )
    query = query.where(*(column == value for column, value in pairs if value is not None))
    there = _of_places(wanted)
    if there:
        at = select(LecturePoint.lecture_id).join(LecturePoint.place).where(*there)
        query = query.where(Lecture.id.in_(at))
    if wanted.nowhere:
        query = query.where(Lecture.id.not_in(select(LecturePoint.lecture_id)))
    if wanted.host_id is not None:
        at = select(LecturePoint.lecture_id).join(LecturePoint.place).where(Place.host_id == wanted.host_id)
        query = query.where(or_(Lecture.host_id == wanted.host_id, Lecture.id.in_(at)))
    return query


def choices_of(view: Select[Lecture]) -> Choices:
    """The years, themes and tours that occur in a view: three statements."""
    bare = view.order_by(None)
    first, last = session.execute(
        bare.with_only_columns(func.min(Lecture.starts_at), func.max(Lecture.starts_at))
    ).one()
    this = clock.today().year
    years = [clock.in_shanghai(one).year for one in (first, last) if one] + [this]
    themes = session.scalars(bare.with_only_columns(Lecture.theme).distinct())
    ids = bare.with_only_columns(Lecture.tour_id)
    tours = session.scalars(select(LectureTour).where(LectureTour.id.in_(ids)).order_by(LectureTour.title))
    return Choices(list(range(max(years), min(years) - 1, -1)), sorted(one for one in themes if one), list(tours))


def of_time_and_theme(wanted: LectureFilter) -> list[ColumnElement[bool]]:
    """The conditions that a filter's year and theme put on lectures."""
    said: list[ColumnElement[bool]] = []
    if wanted.year is not None:
        begins, ends = year_bounds(wanted.year)
        said += [Lecture.starts_at >= begins, Lecture.starts_at < ends]
    return said if wanted.theme is None else [*said, Lecture.theme == wanted.theme]


def _of_places(wanted: LectureFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (Place.id, wanted.place_id),
        (Place.organisation_id, wanted.list_id),
        (Place.street, wanted.street),
        (Place.kind, wanted.kind),
    )
    said = [column == value for column, value in pairs if value is not None]
    if wanted.estate_id is not None:
        said.append((Place.estate_id == wanted.estate_id) | (Place.id == wanted.estate_id))
    return said


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """一年的起止：北京时间 1 月 1 日零点到下一年 1 月 1 日零点（不含）。"""
    return clock.bounds_of(date(year, 1, 1), date(year, 12, 31))
