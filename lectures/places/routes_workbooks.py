"""Places as workbooks, out and in."""

from flask.typing import ResponseReturnValue

from foundation.database import session
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import export_workbook, template_workbook
from lectures.places.queries import places_matching, places_visible_to
from lectures.places.routes import bp, wanted_places
from lectures.places.workbooks import PLACES, export_rows
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/lectures/places/export.xlsx")
@requires(Permission.LECTURE_RUN)
def export_places() -> ResponseReturnValue:
    """Exactly the places that the list shows, in the columns of the import."""
    listed = session.scalars(places_matching(places_visible_to(acting()), wanted_places())).unique()
    return workbook_answer(export_workbook("宣讲场所", PLACES.columns, export_rows(listed)), "宣讲场所.xlsx")


@bp.route("/lectures/places/import", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def import_places() -> ResponseReturnValue:
    """Upload a list of places."""
    return upload_page(PLACES, "lectures/places/import_places.html", by=acting())


@bp.get("/lectures/places/import/template.xlsx")
@requires(Permission.LECTURE_RUN)
def download_place_template() -> ResponseReturnValue:
    """An empty sheet of places to fill in."""
    return workbook_answer(template_workbook(PLACES.columns, "宣讲场所"), "宣讲场所模板.xlsx")
