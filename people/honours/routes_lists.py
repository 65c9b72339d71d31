"""Many honours at once: published lists that come in and go out, and the figures that are counted from the register."""

from datetime import date
from typing import Any

from flask import render_template, request

from foundation import clock
from foundation.database import session
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import export_workbook, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.honours.models import Honour
from people.honours.queries import WITH_HOLDER
from people.honours.queries_figures import FIGURES, count_honours, published_lists
from people.honours.routes import bp, filtered_honours
from people.honours.workbooks import COLUMNS, EXPORT_COLUMNS, HONOURS, export_rows


@bp.route("/honours/import", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def import_honours() -> Any:
    """Upload a published list; what it would do is shown next."""
    return upload_page(HONOURS, "people/honours/import_honours.html", by=acting())


@bp.get("/honours/template.xlsx")
@requires(Permission.HONOUR_EDIT)
def download_honour_template() -> Any:
    """An empty list to fill in."""
    return workbook_answer(template_workbook(COLUMNS, "荣誉名单"), "荣誉名单模板.xlsx")


@bp.get("/honours/export.xlsx")
@requires(Permission.HONOUR_READ)
def export_honours() -> Any:
    """The honours that the list shows."""
    rows = session.scalars(filtered_honours().options(*WITH_HOLDER).order_by(Honour.id.desc()))
    return workbook_answer(export_workbook("荣誉名册", EXPORT_COLUMNS, export_rows(rows)), "荣誉名册.xlsx")


@bp.get("/honours/figures")
@requires(Permission.HONOUR_READ)
def show_figures() -> Any:
    """The numbers of the yearly report; each leads to the list that it counts."""
    this_year = clock.today().year
    first_day = request.args.get("first_day", type=date.fromisoformat) or date(this_year, 1, 1)
    last_day = request.args.get("last_day", type=date.fromisoformat) or date(this_year, 12, 31)
    counts = count_honours(acting(), first_day, last_day)
    return render_template(
        "people/honours/show_figures.html",
        first_day=first_day,
        last_day=last_day,
        figures=[(figure, figure.tally(counts)) for figure in FIGURES],
        lists=published_lists(acting(), first_day, last_day),
    )
