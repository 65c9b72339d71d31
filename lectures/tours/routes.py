"""Pages about tours: the list, one tour with its progress, writing it down."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import ReasonForm, answering
from lectures.places.models import Place
from lectures.tours import operations
from lectures.tours.forms import TourForm
from lectures.tours.models import Lecture, LectureTour, TourRelease
from lectures.tours.queries import counts_by_state, lectures_on, organisers_for, tours_run_by
from lectures.tours.rules import TOUR_KIND_TITLES, TOUR_STATE_TITLES, LectureState
from lectures.tours.rules_progress import progress_by_kind
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.registry.rules_map import Drawing, drawn

bp = Blueprint("tours", __name__)

MAP_WIDTH, MAP_HEIGHT = 520, 300


@dataclass(frozen=True)
class PlaceOnMap:
    """A place of a tour, with how many lectures are scheduled there and how many were held."""

    name: str
    scheduled: int
    held: int


@bp.get("/lectures/tours")
@requires(Permission.LECTURE_RUN)
def list_tours() -> ResponseReturnValue:
    """The tours that one runs, with how far they are."""
    query = _filtered(tours_run_by(acting())).order_by(None)
    page = page_by_key(query, LectureTour, after=request.args.get("after", type=int))
    return render_template(
        "lectures/tours/list_tours.html",
        page=page,
        counts=counts_by_state([tour.id for tour in page.rows]),
        kinds=TOUR_KIND_TITLES,
        states=TOUR_STATE_TITLES,
    )


@bp.get("/lectures/tours/<int:tour_id>")
@requires(Permission.LECTURE_RUN)
def show_tour(tour_id: int) -> ResponseReturnValue:
    """One tour: what is planned, scheduled and held by kind of place, and where its places lie."""
    tour = run_by_me(tour_id)
    lectures = session.scalars(lectures_on(tour)).unique().all()
    planned = [one for one in lectures if one.state is LectureState.PLANNED]
    facts = [(one.points[0].place.kind if one.points else None, one.state) for one in lectures]
    return render_template(
        "lectures/tours/show_tour.html",
        tour=tour,
        counts=counts_by_state([tour.id])[tour.id],
        rows=progress_by_kind(facts, tour.kinds),
        drawing=_drawing(lectures),
        releases=session.scalar(select(func.count()).where(TourRelease.tour_id == tour.id)),
        unreleased=[one for one in planned if one.released_id is None],
        ahead=[one for one in planned if one.starts_at > clock.now()][:5],
    )


@bp.route("/lectures/tours/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_tour() -> ResponseReturnValue:
    """Plan a tour."""
    form, organisers = TourForm(), organisers_for(acting())
    form.organisation.choices = {one.id: one.name for one in session.scalars(organisers)}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organiser = fetch(organisers.where(Organisation.id == form.organisation.data))
            tour = operations.create_tour(organiser, form.facts(), by=acting())
            return done(tour.id, "计划已建好，可以排场次了。")
    page = render_template("lectures/tours/create_tour.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/lectures/tours/<int:tour_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_tour(tour_id: int) -> ResponseReturnValue:
    """Change a plan."""
    tour = run_by_me(tour_id)
    form = TourForm(obj=tour)
    form.organisation.choices = {tour.organisation_id: tour.organisation.name}
    if not form.is_submitted():
        form.organisation.data = tour.organisation_id
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_tour(tour, form.facts(), version=form.version, by=acting())
            return done(tour_id, "已保存。")
    page = render_template("lectures/tours/edit_tour.html", form=form, tour=tour)
    return page, 422 if form.errors else 200


@bp.post("/lectures/tours/<int:tour_id>/close")
@requires(Permission.LECTURE_RUN)
def close_tour(tour_id: int) -> ResponseReturnValue:
    """The tour is over."""
    with transaction():
        operations.close_tour(run_by_me(tour_id), by=acting())
    return done(tour_id, "计划已结束。")


@bp.post("/lectures/tours/<int:tour_id>/reopen")
@requires(Permission.LECTURE_RUN)
def reopen_tour(tour_id: int) -> ResponseReturnValue:
    """It goes on."""
    with transaction():
        operations.reopen_tour(run_by_me(tour_id), reason=ReasonForm().reason.data or "", by=acting())
    return done(tour_id, "计划已重新打开。")


def run_by_me(tour_id: int) -> LectureTour:
    """The tour, if the acting account runs it."""
    return fetch(tours_run_by(acting()).where(LectureTour.id == tour_id))


def done(tour_id: int, message: str) -> ResponseReturnValue:
    """Back to the tour, with what was done."""
    flash(message, "success")
    return redirect(url_for("lectures.tours.show_tour", tour_id=tour_id))


def _filtered(query: Select[LectureTour]) -> Select[LectureTour]:
    text, kind, state = (request.args.get(name, "").strip() for name in ("text", "kind", "state"))
    year = request.args.get("year", type=int)
    if text:
        query = query.where(LectureTour.title.contains(text, autoescape=True) | (LectureTour.theme == text))
    if kind in TOUR_KIND_TITLES:
        query = query.where(LectureTour.kind == kind)
    if state in TOUR_STATE_TITLES:
        query = query.where(LectureTour.state == state)
    if year and 1900 < year < 3000:
        today = clock.today()
        first, last = today.replace(year, 1, 1), today.replace(year, 12, 31)
        query = query.where(LectureTour.first_day <= last, LectureTour.last_day >= first)
    return query


def _drawing(lectures: Sequence[Lecture]) -> tuple[Drawing, list[PlaceOnMap]] | None:
    """The places of a tour on a drawing, in the order of its points; None where no place has one."""
    counts: dict[Place, Counter[LectureState]] = {}
    for lecture in lectures:
        for point in lecture.points if lecture.state is not LectureState.CANCELLED else ():
            counts.setdefault(point.place, Counter())[lecture.state] += 1
    named = [
        (place.point, PlaceOnMap(place.name, count[LectureState.PLANNED], count[LectureState.HELD]))
        for place, count in counts.items()
        if place.point
    ]
    return (
        (drawn([point for point, _ in named], MAP_WIDTH, MAP_HEIGHT), [place for _, place in named]) if named else None
    )
