"""The schedule of a tour as a table by week, and a day as a grid, with what clashes."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import session
from lectures.tours.clashes import clashes_among
from lectures.tours.models import Lecture
from lectures.tours.queries import lectures_on, lectures_run_by, months_of, within_days
from lectures.tours.routes import bp, run_by_me
from lectures.tours.rules import YEARS, LectureState
from lectures.tours.rules_clashes import Clashes
from lectures.tours.rules_grid import NAMES_WIDTH, ROW_HEIGHT, Entry, Grade, grid_of
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/lectures/tours/<int:tour_id>/schedule")
@requires(Permission.LECTURE_RUN)
def show_schedule(tour_id: int) -> ResponseReturnValue:
    """A month of a tour, week by week."""
    tour = run_by_me(tour_id)
    months = months_of(tour)
    month = _month(months)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    lectures = session.scalars(within_days(lectures_on(tour), month, last)).unique().all()
    weeks = groupby(lectures, key=lambda lecture: lecture.day - timedelta(days=lecture.day.weekday()))
    return render_template(
        "lectures/tours/show_schedule.html",
        tour=tour,
        month=month,
        months=sorted(months.items()),
        weeks=[(monday, list(group)) for monday, group in weeks],
        clashes=clashes_among(lectures),
    )


@bp.get("/lectures/day")
@requires(Permission.LECTURE_RUN)
def show_day() -> ResponseReturnValue:
    """What is on that day in all the tours that one runs: by lecturer or by place."""
    day = _asked_day()
    by_place = request.args.get("by") == "place"
    lectures = session.scalars(within_days(lectures_run_by(acting()), day, day)).unique().all()
    shown = [lecture for lecture in lectures if lecture.state is not LectureState.CANCELLED]
    clashes = clashes_among(shown)
    return render_template(
        "lectures/tours/show_day.html",
        day=day,
        by_place=by_place,
        grid=grid_of(_entries(shown, clashes, by_place)),
        lectures=shown,
        clashes=clashes,
        row_height=ROW_HEIGHT,
        names_width=NAMES_WIDTH,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
    )


def _entries(lectures: Sequence[Lecture], clashes: dict[int, Clashes], by_place: bool) -> list[Entry]:
    entries = []
    for one in lectures:
        people = [speaker.lecturer.person.name for speaker in one.speakers if not speaker.declined_at]
        names = [point.place.name for point in one.points] if by_place else people
        missing = "线上、地点待定" if by_place else "讲师待定"
        found = clashes.get(one.id)
        grade = Grade.REFUSED if found and found.refusals else Grade.WARNED if found else Grade.FINE
        facts = (one.id, one.title, one.starts_at, one.ends_at, grade)
        entries += [Entry(name, *facts) for name in names or [missing]]
    return entries


def _month(months: dict[date, int]) -> date:
    """The month that was asked for; else this one if it has lectures, the next one that has, or the last."""
    this = clock.today().replace(day=1)
    ahead = min((month for month in months if month >= this), default=max(months, default=this))
    return _day_of(f"{request.args.get('month', '')}-01") or ahead


def _asked_day() -> date:
    return _day_of(request.args.get("day", "")) or clock.today()


def _day_of(text: str) -> date | None:
    """A day that lectures can be on; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
