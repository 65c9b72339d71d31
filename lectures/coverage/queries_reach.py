"""Where lectures have been, are planned, and have never been: one statement for each way to look at it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from foundation.database import session
from lectures.coverage.queries import LectureFilter, of_time_and_theme
from lectures.coverage.rules import Dimension, Reach, reach_of
from lectures.places.models import Place
from lectures.places.rules import Point, VenueKind
from lectures.tours.models import Lecture, LecturePoint
from lectures.tours.rules import LectureState
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import UNITS, OrganisationKind


@dataclass(frozen=True)
class CoverageView:
    """What a page of coverage covers: the lists of places and the units of these subtrees, in a year, on a theme."""

    paths: Sequence[str]
    year: int | None = None
    theme: str | None = None

    @property
    def lectures(self) -> LectureFilter:
        """Which lectures it counts."""
        return LectureFilter(year=self.year, theme=self.theme)


@dataclass(frozen=True)
class ReachRow:
    """A district, street, estate, unit, school or place: how many lectures were held there, and how many are planned.

    A lecture heard at several places counts once in a row; so rows do not add up to a total. `places` are those in use,
    `reached_places` those of them that were reached. `where` is how the list of its lectures is asked for.
    """

    title: str
    note: str
    where: dict[str, Any]
    places: int
    reached_places: int
    held: int
    planned: int
    last_held: datetime | None
    next_planned: datetime | None

    @property
    def reach(self) -> Reach:
        """Whether it was reached."""
        return reach_of(self.held, self.planned)


@dataclass(frozen=True)
class MapPoint:
    """A place with coordinates and whether it was reached."""

    name: str
    point: Point
    reach: Reach


def reach_rows(view: CoverageView, dimension: Dimension) -> list[ReachRow]:
    """The rows of a dimension: those not yet reached first, then those planned, then by the day of the last lecture."""
    statement, where = _STATEMENTS[dimension](view)
    found: Iterable[Any] = session.execute(statement)
    rows = [ReachRow(title or "未填写", note or "", where(key, title), *facts) for key, title, note, *facts in found]
    shown = [row for row in rows if row.places or row.held or row.planned or dimension in OF_ORGANISATIONS]
    return sorted(shown, key=_order)


def reach_counts(rows: Sequence[ReachRow | MapPoint]) -> dict[Reach, int]:
    """How many of these are reached, planned and not yet reached."""
    counted = Counter(row.reach for row in rows)
    return {reach: counted[reach] for reach in Reach}


def map_points(view: CoverageView) -> list[MapPoint]:
    """Every place in use that has coordinates, with whether it was reached: one statement."""
    there = _heard(view)
    facts = (Place.name, Place.latitude, Place.longitude, *_counts(there)[:2])
    query = select(*facts).select_from(Place).outerjoin(there, there.c.place_id == Place.id)
    known = query.where(Place.organisation_id.in_(ids_in(view.paths)), Place.active, Place.latitude.is_not(None))
    found: Iterable[Any] = session.execute(known.group_by(Place.id).order_by(Place.id))
    return [MapPoint(name, (north, east), reach_of(held, planned)) for name, north, east, held, planned in found]


OF_ORGANISATIONS = (Dimension.DISTRICT, Dimension.UNIT, Dimension.SCHOOL)
_ORDER = [Reach.NEVER, Reach.PLANNED, Reach.REACHED]
_Statement = tuple[Select[Any], Callable[[int, str], dict[str, Any]]]


def _order(row: ReachRow) -> tuple[int, str, str]:
    last = row.last_held or row.next_planned
    return _ORDER.index(row.reach), last.isoformat() if last else "", row.title


def _heard(view: CoverageView) -> Subquery:
    """Where each lecture held or planned was or will be heard: a line for each place."""
    counted = Lecture.state.in_([LectureState.HELD, LectureState.PLANNED])
    columns = (LecturePoint.place_id, Lecture.id.label("lecture_id"), Lecture.state, Lecture.starts_at)
    return select(*columns).join(LecturePoint.lecture).where(counted, *of_time_and_theme(view.lectures)).subquery()


def _received(view: CoverageView) -> Subquery:
    """Which units received each lecture held or planned: at a place of theirs, or as its host."""
    counted = (Lecture.state.in_([LectureState.HELD, LectureState.PLANNED]), *of_time_and_theme(view.lectures))
    facts = (Lecture.id.label("lecture_id"), Lecture.state, Lecture.starts_at)
    at_place = select(Place.host_id, *facts).select_from(LecturePoint).join(LecturePoint.place)
    at_place = at_place.join(LecturePoint.lecture).where(Place.host_id.is_not(None), *counted)
    as_host = select(Lecture.host_id, *facts).where(Lecture.host_id.is_not(None), *counted)
    return union(at_place, as_host).subquery()


def _counts(there: Subquery) -> tuple[ColumnElement[Any], ...]:
    """Lectures held and planned, each once, and when the last and the next were."""
    held, planned = there.c.state == LectureState.HELD, there.c.state == LectureState.PLANNED
    return (
        func.count(there.c.lecture_id.distinct()).filter(held),
        func.count(there.c.lecture_id.distinct()).filter(planned),
        func.max(there.c.starts_at).filter(held),
        func.min(there.c.starts_at).filter(planned),
    )


def _facts(there: Subquery) -> tuple[ColumnElement[Any], ...]:
    reached = Place.active & (there.c.state == LectureState.HELD)
    places = func.count(Place.id.distinct())
    return places.filter(Place.active), places.filter(reached), *_counts(there)


def _by_place(view: CoverageView, key: Any, title: Any, note: Any, *joined: Any) -> Select[Any]:
    """Places grouped by `key`, which also fixes `title` and `note`; `joined`: what these are read from."""
    there = _heard(view)
    query: Select[Any] = select(key, title, note, *_facts(there)).select_from(Place)
    for other, condition in joined:
        query = query.join(other, condition)
    query = query.outerjoin(there, there.c.place_id == Place.id)
    return query.where(Place.organisation_id.in_(ids_in(view.paths))).group_by(key, title, note)


def _districts(view: CoverageView) -> _Statement:
    """The keepers of lists with their places, and every district federation: without a place it was never reached."""
    there = _heard(view)
    named = (Organisation.id, Organisation.name)
    query = select(*named, literal(""), *_facts(there)).select_from(Organisation)
    query = query.outerjoin(Place, Place.organisation_id == Organisation.id)
    query = query.outerjoin(there, there.c.place_id == Place.id)
    empty = (Organisation.kind == OrganisationKind.DISTRICT_FEDERATION) & Organisation.active
    query = query.where(Organisation.id.in_(ids_in(view.paths)), Place.id.is_not(None) | empty).group_by(*named)
    return query, lambda key, _title: {"list": key}


def _streets(view: CoverageView) -> _Statement:
    named = (Organisation, Organisation.id == Place.organisation_id)
    query = _by_place(view, Place.organisation_id, Place.street, Organisation.name, named)
    return query, lambda key, title: {"list": key, "street": title}


def _estates(view: CoverageView) -> _Statement:
    estate = aliased(Place)
    own = case((Place.kind == VenueKind.ESTATE, Place.id), else_=Place.estate_id)
    query = _by_place(view, estate.id, estate.name, estate.street, (estate, estate.id == own))
    return query, lambda key, _title: {"estate": key}


def _places(view: CoverageView) -> _Statement:
    query = _by_place(view, Place.id, Place.name, Place.street)
    return query, lambda key, _title: {"place": key}


def _organisations(view: CoverageView, kinds: ColumnElement[bool]) -> _Statement:
    there = _received(view)
    reached = there.c.state == LectureState.HELD
    places = func.count(Place.id.distinct())
    facts = (places, places.filter(reached), *_counts(there))
    query = select(Organisation.id, Organisation.name, Organisation.address, *facts).select_from(Organisation)
    query = query.outerjoin(Place, (Place.host_id == Organisation.id) & Place.active)
    query = query.outerjoin(there, there.c.host_id == Organisation.id)
    within = Organisation.id.in_(ids_in(view.paths)) & Organisation.active
    query = query.where(within, kinds).group_by(Organisation.id, Organisation.name, Organisation.address)
    return query, lambda key, _title: {"host": key}


def _is_school() -> ColumnElement[bool]:
    """A school by its kind, or because a place of the kind school is its own."""
    hosts = select(Place.host_id).where(Place.kind == VenueKind.SCHOOL, Place.host_id.is_not(None))
    return or_(Organisation.kind == OrganisationKind.SCHOOL, Organisation.id.in_(hosts))


def _units(view: CoverageView) -> _Statement:
    return _organisations(view, Organisation.kind.in_(UNITS) & ~_is_school())


def _schools(view: CoverageView) -> _Statement:
    return _organisations(view, _is_school())


_STATEMENTS: dict[Dimension, Callable[[CoverageView], _Statement]] = {
    Dimension.DISTRICT: _districts,
    Dimension.STREET: _streets,
    Dimension.ESTATE: _estates,
    Dimension.UNIT: _units,
    Dimension.SCHOOL: _schools,
    Dimension.PLACE: _places,
}
