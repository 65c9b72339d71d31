"""The figures of certification: the year, the stock on a day, and what authorities published."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from assessments.figures import operations, rules
from assessments.figures.forms import FigureForm
from assessments.figures.models import ExternalFigure
from assessments.figures.queries import (
    external_figures_visible_to,
    lines_of,
    shown_levels,
    stock_on,
    total_of,
    years_with_figures,
)
from assessments.figures.rules import Measure
from assessments.figures.workbooks import figures_workbook
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.organisations.rules import UNITS

bp = Blueprint("figures", __name__)


@bp.get("/assessments/figures")
@requires(Permission.FIGURE_READ)
def show_figures() -> ResponseReturnValue:
    """Attendances, passes and certificates of a year; the stock on a day; official figures beside them."""
    year, day = _asked()
    lines, stock = lines_of(acting(), year), stock_on(acting(), day)
    return render_template(
        "assessments/figures/show_figures.html",
        year=year,
        years=years_with_figures(acting()) or [clock.today().year],
        day=day,
        lines=lines,
        total=total_of(lines),
        stock=stock,
        levels=shown_levels(stock),
        definitions=rules,
        external=session.scalars(external_figures_visible_to(acting()).limit(100)).all(),
    )


@bp.get("/assessments/figures.xlsx")
@requires(Permission.FIGURE_READ)
def export_figures() -> ResponseReturnValue:
    """Exactly what the page shows."""
    year, day = _asked()
    content = figures_workbook(lines_of(acting(), year), stock_on(acting(), day))
    return workbook_answer(content, f"认定统计-{year}.xlsx")


@bp.route("/assessments/figures/official", methods=["GET", "POST"])
@requires(Permission.FIGURE_EDIT)
def note_figure() -> ResponseReturnValue:
    """Write down an official figure."""
    form = FigureForm()
    form.organisation.choices = {unit.id: unit.name for unit in session.scalars(_units())}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            unit = fetch(_units().where(Organisation.id == form.organisation.data))
            operations.note_figure(
                unit,
                Measure(form.measure.data),
                as_of=form.as_of.data,
                value=form.value.data,
                source=form.source.data or "",
                by=acting(),
            )
            flash("已登记。这个数字单独列出，不并入本系统的统计。", "success")
            return redirect(url_for(".show_figures"))
    return render_template("assessments/figures/note_figure.html", form=form), 422 if form.errors else 200


@bp.post("/assessments/figures/official/<int:figure_id>/remove")
@requires(Permission.FIGURE_EDIT)
def remove_figure(figure_id: int) -> ResponseReturnValue:
    """Take back a figure noted by mistake."""
    figure = fetch(external_figures_visible_to(acting()).where(ExternalFigure.id == figure_id))
    with transaction():
        operations.remove_figure(figure, by=acting())
    flash("已删除。", "success")
    return redirect(url_for(".show_figures"))


def _asked() -> tuple[int, date]:
    """The year and the day of the address; this year and today where it says nothing sensible."""
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    day = request.args.get("day", today, type=date.fromisoformat)
    return year if 1949 < year < 2200 else today.year, day


def _units() -> Select[Organisation]:
    """Official figures are of a city, a district, an industry or a street, not of a single unit."""
    return active_in(acting().scope(Permission.FIGURE_EDIT)).where(Organisation.kind.not_in(UNITS))
