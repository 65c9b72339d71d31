"""The summary table of a unit or recommender as a workbook."""

from flask.typing import ResponseReturnValue

from foundation.database import fetch
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.proposals.models_selections import Selection
from studios.proposals.queries_achievements import selections_visible_to
from studios.proposals.routes import bp
from studios.proposals.workbooks import ACHIEVEMENTS


@bp.route("/studios/selections/<int:selection_id>/achievements/import", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_EDIT)
def import_achievements(selection_id: int) -> ResponseReturnValue:
    """Upload the table; it is checked and shown before anything changes."""
    selection = fetch(selections_visible_to(acting()).where(Selection.id == selection_id))
    page, context = "studios/proposals/import_achievements.html", {"selection_id": selection.id}
    return upload_page(ACHIEVEMENTS, page, by=acting(), context=context, selection=selection)


@bp.get("/studios/selections/achievements/template")
@requires(Permission.PROPOSAL_EDIT)
def download_achievement_template() -> ResponseReturnValue:
    """The empty table."""
    return workbook_answer(template_workbook(ACHIEVEMENTS.columns, "五小成果"), "五小成果汇总表.xlsx")
