"""Five years of the demo's lectures, played by the operations that people use: as many as planned, and they add up."""

from dataclasses import fields

import pytest
from flask import Flask
from sqlalchemy import func, select

from demo import people
from demo.lectures import places, pool, series, tours
from demo.lectures.days import moment
from demo.people import ENTERPRISE
from demo.studios.files import FILES
from foundation import clock
from foundation.database import session, transaction
from lectures.coverage.queries import lectures_in_view
from lectures.coverage.queries_figures import figures_by, figures_of
from lectures.coverage.rules_figures import FiguresBy
from lectures.lecturers.models import Lecturer
from lectures.places.models import Place
from lectures.tours.models import Lecture, LecturePoint, LectureTour
from lectures.tours.rules import TourKind
from people.accounts.rules import Role
from people.persons.models import Person
from people.persons.workbooks import ROSTER

COUNTED_ONCE = {"persons"}
"""The figures of a whole that are not the sum of its parts."""


@pytest.mark.sqlite_only
def test_the_lectures_of_the_demo_are_as_many_as_the_documents_count_and_add_up(app: Flask):
    today = clock.today()
    with transaction():
        people.load_organisations()
        people.load_accounts()
        people.apply_workbook(ROSTER, FILES / "persons.xlsx", by=people.account_named("city"))
        employed = select(Person).where(Person.employer_id == people.organisation(ENTERPRISE).id)
        people.open_account_of(session.scalars(employed).first(), "zhigong", Role.WORKER, ENTERPRISE)
        with clock.frozen(moment(tours.first_day(0, today))):
            places.load_places()
            pool.load_pool()
        for play in (tours.plan_tours, tours.hold_tours, series.begin_series, series.hold_series):
            play(today)
    assert counted(TourKind.TOUR) == 120
    assert counted(TourKind.SERIES) == 20
    assert session.scalar(select(func.count()).select_from(Lecturer)) == pool.LISTED
    assert len(estates_reached()) == 10
    view = lectures_in_view(people.account_named("city"))
    whole = figures_of(view)
    assert whole.planned + whole.held + whole.cancelled == 140
    assert whole.attendances > whole.persons > 0
    for by in (FiguresBy.YEAR, FiguresBy.TOUR, FiguresBy.UNIT, FiguresBy.KIND, FiguresBy.THEME, FiguresBy.MODE):
        rows = [row.figures for row in figures_by(view, by)]
        for name in {one.name for one in fields(whole)} - COUNTED_ONCE:
            assert sum(getattr(row, name) for row in rows) == getattr(whole, name), (by, name)


def counted(kind: TourKind) -> int:
    """How many lectures stand on tours of a kind."""
    query = select(func.count()).select_from(Lecture).join(Lecture.tour)
    return session.scalar(query.where(LectureTour.kind == kind)) or 0


def estates_reached() -> set[int]:
    """The estates that a lecture went to, or to a place in them."""
    estate = func.coalesce(Place.estate_id, Place.id)
    return set(session.scalars(select(estate).join(LecturePoint, LecturePoint.place_id == Place.id)))
