"""Pages for taking in the scores of an examination: the template and the upload; preview and undo are everybody's."""

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.judging.queries import stages_transcribed_by
from competitions.judging.routes import bp
from competitions.judging.workbooks import COLUMNS, THEORY, reasons_against_import
from competitions.planning.models import Module, Stage
from foundation.database import fetch
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/modules/<int:module_id>/theory", methods=["GET", "POST"])
@requires(Permission.SHEET_TRANSCRIBE)
def import_theory(module_id: int) -> ResponseReturnValue:
    """Upload the export of the examination; it is checked and shown before any sheet is filled."""
    module = _module(module_id)
    return upload_page(
        THEORY,
        "competitions/judging/import_theory.html",
        by=acting(),
        context={"stage_id": module.stage_id, "module_id": module.id},
        module=module,
        reasons=reasons_against_import(module),
    )


@bp.get("/modules/<int:module_id>/theory/template")
@requires(Permission.SHEET_TRANSCRIBE)
def download_theory_template(module_id: int) -> ResponseReturnValue:
    """The sheet to fill in."""
    module = _module(module_id)
    content = template_workbook(COLUMNS, "考试成绩")
    return workbook_answer(content, f"{module.title}成绩模板.xlsx")


def _module(module_id: int) -> Module:
    stages = stages_transcribed_by(acting()).with_only_columns(Stage.id).order_by(None)
    return fetch(select(Module).where(Module.id == module_id, Module.stage_id.in_(stages)))
