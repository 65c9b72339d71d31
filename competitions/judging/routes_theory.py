"""Pages for taking in the scores of an examination: the template and the upload; preview and undo are everybody's."""

from io import BytesIO

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.judging.forms_transcribing import TheoryImportForm
from competitions.judging.queries import stages_transcribed_by
from competitions.judging.routes import bp
from competitions.judging.workbooks import COLUMNS, THEORY, reasons_against_import
from competitions.planning.models import Module, Stage
from foundation import imports
from foundation.database import fetch, transaction
from foundation.forms import answering
from foundation.workbook_writing import MEDIA_TYPE, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/modules/<int:module_id>/theory", methods=["GET", "POST"])
@requires(Permission.SHEET_TRANSCRIBE)
def import_theory(module_id: int) -> ResponseReturnValue:
    """Upload the export of the examination; it is checked and shown before any sheet is filled."""
    module, form = _module(module_id), TheoryImportForm()
    if form.validate_on_submit():
        content, name = form.read()
        with answering(form), transaction():
            form.claim()
            context = {"stage_id": module.stage_id, "module_id": module.id}
            batch = imports.preview_import(THEORY, content, name=name, by=acting(), context=context)
            return redirect(url_for("website.show_import", batch_id=batch.id))
    page = render_template(
        "competitions/judging/import_theory.html", module=module, form=form, reasons=reasons_against_import(module)
    )
    return page, 422 if form.errors else 200


@bp.get("/modules/<int:module_id>/theory/template")
@requires(Permission.SHEET_TRANSCRIBE)
def download_theory_template(module_id: int) -> ResponseReturnValue:
    """The sheet to fill in."""
    module = _module(module_id)
    content = template_workbook(COLUMNS, "考试成绩")
    return send_file(BytesIO(content), MEDIA_TYPE, as_attachment=True, download_name=f"{module.title}成绩模板.xlsx")


def _module(module_id: int) -> Module:
    stages = stages_transcribed_by(acting()).with_only_columns(Stage.id).order_by(None)
    return fetch(select(Module).where(Module.id == module_id, Module.stage_id.in_(stages)))
