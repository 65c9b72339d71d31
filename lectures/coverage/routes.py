"""Pages about coverage: where lectures have been and have not, the fair share, and where to go next."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, page_by_key, session
from foundation.workbook_pages import workbook_answer
from lectures.coverage.queries import choices_of, lectures_at, lectures_in_view
from lectures.coverage.queries_figures import UNSAID, figures_of_each
from lectures.coverage.queries_next import proposals_for
from lectures.coverage.queries_reach import CoverageView, MapPoint, ReachRow, map_points, reach_counts, reach_rows
from lectures.coverage.queries_share import places_without_workers, share_rows
from lectures.coverage.rules import (
    DIMENSION_TITLES,
    REACH_TITLES,
    SHARE_TITLES,
    Dimension,
    Reach,
    ShareOf,
)
from lectures.coverage.rules_next import Weights
from lectures.coverage.workbooks import next_workbook, reach_workbook, share_workbook
from lectures.places.models import Place
from lectures.places.queries import keepers_of, places_visible_to
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import tours_run_by
from lectures.tours.rules import LectureState, TourKind, TourState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.registry.rules_map import Drawing, drawn

bp = Blueprint("coverage", __name__)

ROWS_SHOWN = 100
MISSING_SHOWN = 50
MAP_WIDTH, MAP_HEIGHT = 760, 420
ALL_YEARS = "all"
E = TypeVar("E", bound=StrEnum)


@bp.get("/lectures/coverage")
@requires(Permission.LECTURE_RUN)
def show_coverage() -> ResponseReturnValue:
    """What was reached and what not yet, as numbers, a map and a table; `?by=` says by what."""
    view, by = wanted_view(), wanted_one(Dimension, "by", Dimension.DISTRICT)
    rows = {one: reach_rows(view, one) for one in Dimension}
    points = map_points(view)
    drawing = drawn([one.point for one in points], MAP_WIDTH, MAP_HEIGHT) if points else None
    shown = _wanted_rows(rows[by])
    first = request.args.get("from", default=0, type=int)
    return render_template(
        "lectures/coverage/show_coverage.html",
        view=view,
        by=by,
        dimensions=DIMENSION_TITLES,
        reaches=REACH_TITLES,
        counts={one: reach_counts(rows[one]) for one in Dimension},
        rows=shown[max(first, 0) : max(first, 0) + ROWS_SHOWN],
        total=len(shown),
        next_from=first + ROWS_SHOWN if first + ROWS_SHOWN < len(shown) else None,
        drawing=drawing,
        marks=_marks(drawing, points),
        map_counts=reach_counts(points),
        local=lambda moment: clock.in_shanghai(moment) if moment else None,
        **_filters(),
    )


@bp.get("/lectures/coverage/export.xlsx")
@requires(Permission.LECTURE_RUN)
def export_coverage() -> ResponseReturnValue:
    """Exactly the rows that the page shows, all of them."""
    by = wanted_one(Dimension, "by", Dimension.DISTRICT)
    rows = _wanted_rows(reach_rows(wanted_view(), by))
    return workbook_answer(reach_workbook(DIMENSION_TITLES[by], rows), f"宣讲覆盖-{DIMENSION_TITLES[by]}.xlsx")


@bp.get("/lectures/coverage/share")
@requires(Permission.LECTURE_RUN)
def show_share() -> ResponseReturnValue:
    """Lectures and check-ins per 1,000 workers, with the working; `?by=` says by what."""
    view, by = wanted_view(), wanted_one(ShareOf, "by", ShareOf.DISTRICT)
    missing = session.scalars(places_without_workers(view).limit(MISSING_SHOWN + 1)).all()
    return render_template(
        "lectures/coverage/show_share.html",
        view=view,
        by=by,
        dimensions=SHARE_TITLES,
        rows=share_rows(view, by),
        missing=missing[:MISSING_SHOWN],
        more_missing=len(missing) > MISSING_SHOWN,
        **_filters(),
    )


@bp.get("/lectures/coverage/share/export.xlsx")
@requires(Permission.LECTURE_RUN)
def export_share() -> ResponseReturnValue:
    """The fair share as the page shows it, and every place without a number of workers."""
    view, by = wanted_view(), wanted_one(ShareOf, "by", ShareOf.DISTRICT)
    missing = session.scalars(places_without_workers(view))
    return workbook_answer(share_workbook(share_rows(view, by), missing), f"每千名职工-{SHARE_TITLES[by]}.xlsx")


@bp.get("/lectures/coverage/next")
@requires(Permission.LECTURE_RUN)
def list_next_places() -> ResponseReturnValue:
    """The next best ten places to go, each with its reasons; a person decides, and chooses a tour to take them into."""
    running = tours_run_by(acting()).where(LectureTour.kind == TourKind.TOUR, LectureTour.state == TourState.OPEN)
    tours = session.scalars(running).all()
    tour = next((one for one in tours if one.id == request.args.get("tour", type=int)), tours[0] if tours else None)
    return render_template(
        "lectures/coverage/list_next_places.html",
        view=_timeless(),
        proposals=proposals_for(_timeless()),
        weights=Weights(),
        tours=tours,
        tour=tour,
        create=address_of("lectures.tours.create_lecture", tour_id=tour.id) if tour else "",
        **_filters(),
    )


@bp.get("/lectures/coverage/next/export.xlsx")
@requires(Permission.LECTURE_RUN)
def export_next_places() -> ResponseReturnValue:
    """The next places as the page shows them."""
    return workbook_answer(next_workbook(proposals_for(_timeless())), f"下一站-{clock.today()}.xlsx")


@bp.get("/lectures/places/<int:place_id>/lectures")
@requires(Permission.LECTURE_RUN, Permission.LECTURE_HOST)
def list_place_lectures(place_id: int) -> ResponseReturnValue:
    """What was held at a place and what is planned there; one never among the other."""
    place = fetch(places_visible_to(acting()).where(Place.id == place_id))
    at = lectures_at(place, acting())
    past = at.where(Lecture.state == LectureState.HELD).order_by(None)
    held = page_by_key(past, Lecture, after=request.args.get("after", type=int))
    planned = session.scalars(at.where(Lecture.state == LectureState.PLANNED).limit(ROWS_SHOWN)).unique().all()
    return render_template(
        "lectures/coverage/list_place_lectures.html",
        place=place,
        held=held,
        planned=planned,
        figures=figures_of_each([one.id for one in held.rows]),
        address=lecture_address,
    )


def wanted_view() -> CoverageView:
    """What the address asks a page of coverage to cover; this year unless it says another, or all of them."""
    unit = next((one for one in keepers_of(acting()) if one.id == request.args.get("under", type=int)), None)
    paths = [unit.path] if unit else acting().scope(Permission.LECTURE_RUN)
    return CoverageView(paths, wanted_year(), wanted_theme())


def wanted_year() -> int | None:
    """The year that the address says: this one if it says none, None for all of them."""
    said = request.args.get("year", "")
    if said == ALL_YEARS:
        return None
    return int(said) if said.isdecimal() and 2000 <= int(said[:4]) <= 2999 and len(said) == 4 else clock.today().year


def wanted_theme() -> str | None:
    """The theme that the address says; None: any."""
    said = request.args.get("theme", "")
    return "" if said == UNSAID else said or None


def wanted_one(kind: type[E], name: str, default: E) -> E:
    """One of an enum that the address says; `default` if it says none of them."""
    said = request.args.get(name, "")
    return kind(said) if said in set(kind) else default


def address_of(endpoint: str, **values: Any) -> str:
    """The address of a page of another stage that the signed-in account may open; empty if there is none."""
    opens = current_app.view_functions.get(endpoint)
    if opens is None or not any(acting().may(one) for one in getattr(opens, "__access__", ())):
        return ""
    return url_for(endpoint, **values)


def lecture_address(lecture: Lecture) -> str:
    """The page of a lecture; empty where another federation runs it."""
    runs = acting().may_at(Permission.LECTURE_RUN, lecture.organisation_path)
    return address_of("lectures.tours.show_lecture", lecture_id=lecture.id) if runs else ""


def _timeless() -> CoverageView:
    """The next places look at all years: somewhere reached last year is not new."""
    view = wanted_view()
    return CoverageView(view.paths, None, view.theme)


def _marks(drawing: Drawing | None, points: Sequence[MapPoint]) -> list[tuple[int, int, MapPoint]]:
    """Where each point is drawn: what was reached first, so that what is missing lies on top."""
    places = drawing.places if drawing else []
    marks = [(x, y, one) for (x, y), one in zip(places, points, strict=True)]
    return sorted(marks, key=lambda mark: list(Reach).index(mark[2].reach))


def _wanted_rows(rows: list[ReachRow]) -> list[ReachRow]:
    reach = request.args.get("reach", "")
    return [row for row in rows if row.reach is Reach(reach)] if reach in REACH_TITLES else rows


def _filters() -> Mapping[str, Any]:
    """What the filter of every page of coverage offers, and what the address says beside it."""
    under = request.args.get("under", type=int)
    said = {"year": request.args.get("year"), "theme": request.args.get("theme"), "under": under}
    return {
        "choices": choices_of(lectures_in_view(acting())),
        "keepers": keepers_of(acting()),
        "under": under,
        "said": {name: value for name, value in said.items() if value},
    }
