"""What the rule of the next places is given: every place in use with its last lecture, and the lectures to come."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from foundation import clock
from foundation.database import session
from lectures.coverage.queries_reach import CoverageView
from lectures.coverage.rules_next import Candidate, Planned, Proposal, next_places
from lectures.places.models import Place
from lectures.places.rules import Point
from lectures.tours.models import Lecture, LecturePoint
from lectures.tours.rules import LectureState
from people.organisations.queries import ids_in


def proposals_for(view: CoverageView) -> list[Proposal]:
    """The next best places on the lists of a view, on its theme if it has one: two statements."""
    return next_places(_candidates(view), _coming(view), clock.today())


def _candidates(view: CoverageView) -> list[Candidate]:
    themed = [] if view.theme is None else [Lecture.theme == view.theme]
    coming = (Lecture.state == LectureState.PLANNED) & (Lecture.ends_at >= clock.now())
    heard = (
        select(
            LecturePoint.place_id,
            func.max(Lecture.starts_at).filter(Lecture.state == LectureState.HELD).label("last"),
            func.count().filter(coming).label("coming"),
        )
        .join(LecturePoint.lecture)
        .where(*themed)
        .group_by(LecturePoint.place_id)
        .subquery()
    )
    facts = (Place.id, Place.name, Place.organisation_id, Place.kind, Place.street, Place.workers)
    query = select(*facts, Place.latitude, Place.longitude, heard.c.last, heard.c.coming)
    query = query.outerjoin(heard, heard.c.place_id == Place.id)
    offered = query.where(Place.organisation_id.in_(ids_in(view.paths)), Place.active)
    rows: Iterable[Any] = session.execute(offered)
    return [
        Candidate(
            row.id,
            row.name,
            row.organisation_id,
            row.kind,
            row.street,
            row.workers,
            _point(row.latitude, row.longitude),
            _day(row.last),
            bool(row.coming),
        )
        for row in rows
    ]


def _day(moment: datetime | None) -> date | None:
    return clock.in_shanghai(moment).date() if moment else None


def _point(north: Decimal | None, east: Decimal | None) -> Point | None:
    return None if north is None or east is None else (north, east)


def _coming(view: CoverageView) -> list[Planned]:
    """The planned lectures at places of these lists that have coordinates, whatever their theme."""
    facts = (Place.id, Place.name, Lecture.starts_at, Place.latitude, Place.longitude)
    query = select(*facts).select_from(LecturePoint).join(LecturePoint.lecture).join(LecturePoint.place)
    query = query.where(Lecture.state == LectureState.PLANNED, Lecture.starts_at >= clock.now())
    there = query.where(Place.organisation_id.in_(ids_in(view.paths)), Place.latitude.is_not(None))
    return [
        Planned(key, name, clock.in_shanghai(starts_at).date(), (north, east))
        for key, name, starts_at, north, east in session.execute(there)
        if north is not None and east is not None
    ]
