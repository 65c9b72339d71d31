"""The figures of lectures, and the lectures that each of them counts."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from foundation.database import page_by_key
from foundation.workbook_pages import workbook_answer
from lectures.coverage.queries import LectureFilter, choices_of, lectures_in_view, lectures_matching
from lectures.coverage.queries_figures import UNSAID, figures_by, figures_of, figures_of_each
from lectures.coverage.routes import bp, lecture_address, wanted_one, wanted_theme, wanted_year
from lectures.coverage.rules_figures import COLUMNS, FIGURES_BY_TITLES, FiguresBy
from lectures.coverage.workbooks import figures_workbook
from lectures.menus.rules import LECTURE_MODE_TITLES, LectureMode
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from lectures.tours.models import Lecture
from lectures.tours.rules import LECTURE_STATE_TITLES, LectureState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/lectures/figures")
@requires(Permission.LECTURE_RUN)
def show_figures() -> ResponseReturnValue:
    """Every figure of lectures in a column of its own; each leads to the lectures that it counts."""
    by, view = wanted_one(FiguresBy, "by", FiguresBy.YEAR), lectures_in_view(acting())
    counted = lectures_matching(view, wanted_lectures())
    return render_template(
        "lectures/coverage/show_figures.html",
        by=by,
        dimensions=FIGURES_BY_TITLES,
        columns=COLUMNS,
        rows=figures_by(counted, by),
        whole=figures_of(counted),
        wanted=wanted_lectures(),
        choices=choices_of(view),
        kinds=VENUE_KIND_TITLES,
        modes=LECTURE_MODE_TITLES,
        unsaid=UNSAID,
    )


@bp.get("/lectures/figures/export.xlsx")
@requires(Permission.LECTURE_RUN)
def export_figures() -> ResponseReturnValue:
    """The figures as the page shows them, with what each column counts."""
    by = wanted_one(FiguresBy, "by", FiguresBy.YEAR)
    counted = lectures_matching(lectures_in_view(acting()), wanted_lectures())
    content = figures_workbook(FIGURES_BY_TITLES[by], figures_by(counted, by), figures_of(counted))
    return workbook_answer(content, f"宣讲统计-{FIGURES_BY_TITLES[by]}.xlsx")


@bp.get("/lectures/figures/lectures")
@requires(Permission.LECTURE_RUN)
def list_counted_lectures() -> ResponseReturnValue:
    """The lectures behind a figure of the figures or of coverage: those that the address describes."""
    view, wanted = lectures_in_view(acting()), wanted_lectures()
    counted = lectures_matching(view, wanted).order_by(None)
    page = page_by_key(counted, Lecture, after=request.args.get("after", type=int))
    return render_template(
        "lectures/coverage/list_counted_lectures.html",
        page=page,
        wanted=wanted,
        choices=choices_of(view),
        kinds=VENUE_KIND_TITLES,
        modes=LECTURE_MODE_TITLES,
        states=LECTURE_STATE_TITLES,
        figures=figures_of_each([one.id for one in page.rows]),
        address=lecture_address,
        unsaid=UNSAID,
    )


def wanted_lectures() -> LectureFilter:
    """Which lectures the address asks for; what it says wrongly is as if not said."""
    said = request.args
    kind, mode, state = (said.get(name, "") for name in ("kind", "mode", "state"))
    return LectureFilter(
        year=wanted_year(),
        theme=wanted_theme(),
        tour_id=said.get("tour", type=int),
        unit_id=said.get("unit", type=int),
        mode=LectureMode(mode) if mode in LECTURE_MODE_TITLES else None,
        state=LectureState(state) if state in LECTURE_STATE_TITLES else None,
        kind=VenueKind(kind) if kind in VENUE_KIND_TITLES else None,
        nowhere=kind == UNSAID,
        place_id=said.get("place", type=int),
        list_id=said.get("list", type=int),
        street=said.get("street"),
        estate_id=said.get("estate", type=int),
        host_id=said.get("host", type=int),
    )
