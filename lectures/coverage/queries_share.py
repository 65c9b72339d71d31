"""Lectures and check-ins per 1,000 workers: what was counted, what it was divided by, and where workers are missing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from foundation.database import session
from lectures.attendance.models import CheckIn
from lectures.attendance.queries import ON_SITE
from lectures.coverage.queries import of_time_and_theme
from lectures.coverage.queries_reach import CoverageView
from lectures.coverage.rules import (
    ATTENDANCES_PLACES,
    LECTURES_PLACES,
    PerThousand,
    ShareOf,
    per_thousand,
)
from lectures.places.models import Place
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from lectures.tours.models import Lecture, LecturePoint
from lectures.tours.rules import LectureState
from people.organisations.models import Organisation
from people.organisations.queries import ids_in


@dataclass(frozen=True)
class ShareRow:
    """A district, a street or a kind of place: lectures held and check-ins on site per 1,000 workers.

    `missing` places have no number of workers: their lectures, `held_missing`, stand outside the fraction.
    """

    title: str
    note: str
    where: dict[str, Any]
    lectures: PerThousand
    attendances: PerThousand
    missing: int
    held_missing: int


def share_rows(view: CoverageView, by: ShareOf) -> list[ShareRow]:
    """The rows of the fair share, the least served first and those without a number of workers last: three statements.

    The denominator counts people once: of a place in an estate that has its own number, only the estate's is taken,
    except by kind of place, where each kind stands for itself. A lecture heard at several places counts once in a row.
    """
    places = _places(view, by)
    held, came = _held(view, places), _came(view, places)
    grouped = select(
        places.c.key,
        places.c.title,
        places.c.note,
        func.sum(places.c.workers).filter(places.c.active),
        func.count().filter(places.c.active & places.c.missing),
    ).group_by(places.c.key, places.c.title, places.c.note)
    rows = []
    for key, title, note, workers, missing in session.execute(grouped):
        group = (key, title)
        known, unknown = held.get(group, (0, 0))
        if not (workers or missing or known or unknown):
            continue
        rows.append(
            ShareRow(
                _title(by, title),
                note or "",
                _where(by, key, title),
                per_thousand(known, workers or 0, LECTURES_PLACES),
                per_thousand(came.get(group, 0), workers or 0, ATTENDANCES_PLACES),
                missing,
                unknown,
            )
        )
    return sorted(rows, key=lambda row: (row.lectures.value is None, row.lectures.value or 0, row.title, row.note))


def places_without_workers(view: CoverageView) -> Select[Place]:
    """The places in use whose number of workers nobody has entered, by name."""
    query = select(Place).where(Place.organisation_id.in_(ids_in(view.paths)), Place.active, _missing(True))
    return query.order_by(Place.name, Place.id)


def _places(view: CoverageView, by: ShareOf) -> Subquery:
    """Each place with its group and the workers that count there."""
    once = by is not ShareOf.KIND
    key, title, note = _columns(by)
    query = select(
        key.label("key"),
        title.label("title"),
        note.label("note"),
        Place.id.label("place_id"),
        Place.active.label("active"),
        (_counted() if once else Place.workers).label("workers"),
        _missing(once).label("missing"),
    ).join(Organisation, Organisation.id == Place.organisation_id)
    return query.where(Place.organisation_id.in_(ids_in(view.paths))).subquery()


def _columns(by: ShareOf) -> tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]:
    if by is ShareOf.DISTRICT:
        return Place.organisation_id.expression, Organisation.name.expression, literal("")
    if by is ShareOf.STREET:
        return Place.organisation_id.expression, Place.street.expression, Organisation.name.expression
    return literal(0), Place.kind.expression, literal("")


def _counted() -> ColumnElement[int]:
    """The workers of a place, none where the estate around it says its own number."""
    estate = aliased(Place)
    said = exists().where(estate.id == Place.estate_id, estate.workers > 0).correlate(Place)
    return case((said, 0), else_=Place.workers)


def _missing(once: bool) -> ColumnElement[bool]:
    """No number of workers. Where people count once, the estate's number or those of its places will do."""
    unknown = Place.workers == 0
    if not once:
        return unknown
    estate, unit = aliased(Place), aliased(Place)
    around = exists().where(estate.id == Place.estate_id, estate.workers > 0).correlate(Place)
    inside = exists().where(unit.estate_id == Place.id, unit.workers > 0, unit.active).correlate(Place)
    return unknown & ~around & ~inside


def _held(view: CoverageView, places: Subquery) -> dict[tuple[int, str], tuple[int, int]]:
    """By group: the lectures held at places whose workers are known, and those held only where they are not."""
    per_lecture = (
        select(
            places.c.key, places.c.title, Lecture.id, func.min(case((places.c.missing, 1), else_=0)).label("missing")
        )
        .join(LecturePoint, LecturePoint.place_id == places.c.place_id)
        .join(Lecture, Lecture.id == LecturePoint.lecture_id)
        .where(Lecture.state == LectureState.HELD, *of_time_and_theme(view.lectures))
        .group_by(places.c.key, places.c.title, Lecture.id)
        .subquery()
    )
    columns = per_lecture.c
    counts = (func.count().filter(columns.missing == 0), func.count().filter(columns.missing == 1))
    grouped = select(columns.key, columns.title, *counts).group_by(columns.key, columns.title)
    return {(key, title): (known, unknown) for key, title, known, unknown in session.execute(grouped)}


def _came(view: CoverageView, places: Subquery) -> dict[tuple[int, str], int]:
    """By group: the check-ins on site at places whose workers are known.

    A check-in belongs to the point where it was made; one that does not say where, to the first, where the lecturer is.
    """
    first = select(LecturePoint.lecture_id, func.min(LecturePoint.id).label("point_id"))
    first_points = first.group_by(LecturePoint.lecture_id).subquery()
    at = func.coalesce(CheckIn.point_id, first_points.c.point_id)
    grouped = (
        select(places.c.key, places.c.title, func.count(CheckIn.id))
        .select_from(CheckIn)
        .join(Lecture, Lecture.id == CheckIn.lecture_id)
        .join(first_points, first_points.c.lecture_id == Lecture.id)
        .join(LecturePoint, LecturePoint.id == at)
        .join(places, places.c.place_id == LecturePoint.place_id)
        .where(CheckIn.method.in_(ON_SITE), ~places.c.missing)
        .where(Lecture.state == LectureState.HELD, *of_time_and_theme(view.lectures))
        .group_by(places.c.key, places.c.title)
    )
    return {(key, title): count for key, title, count in session.execute(grouped)}


def _title(by: ShareOf, title: str) -> str:
    return VENUE_KIND_TITLES[VenueKind(title)] if by is ShareOf.KIND else title or "未填写街道"


def _where(by: ShareOf, key: int, title: str) -> dict[str, Any]:
    if by is ShareOf.KIND:
        return {"kind": VenueKind(title).value}
    return {"list": key, "street": title} if by is ShareOf.STREET else {"list": key}
