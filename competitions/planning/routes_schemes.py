"""Pages that take a marking scheme from a workbook: upload, preview, apply."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.planning import operations_events as operations
from competitions.planning.forms_schemes import ApplySchemeForm, SchemeWorkbookForm
from competitions.planning.models import Module
from competitions.planning.queries import modules_planned_by
from competitions.planning.routes import bp
from competitions.planning.rules import StageState
from foundation import files
from foundation.database import fetch, transaction
from foundation.errors import Refused
from foundation.files import StoredFile
from foundation.forms import answering
from foundation.workbook_writing import MEDIA_TYPE
from marking.schemes.workbooks import read_cis_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/modules/<int:module_id>/scheme/import", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def import_scheme(module_id: int) -> ResponseReturnValue:
    """Upload a CIS marking scheme; it is read and shown before anything changes."""
    module = _module(module_id)
    form = SchemeWorkbookForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            content = form.file.data.read()
            read_cis_workbook(content)  # what is no scheme at all is refused here, beside the file
            name = form.file.data.filename or "评分方案.xlsx"
            stored = files.store(content, name=name, media_type=MEDIA_TYPE, by_id=acting().id)
            return redirect(url_for(".show_scheme_import", module_id=module_id, file_id=stored.id))
    page = render_template("competitions/planning/import_scheme.html", form=form, module=module)
    return page, 422 if form.errors else 200


@bp.route("/modules/<int:module_id>/scheme/imports/<int:file_id>", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def show_scheme_import(module_id: int, file_id: int) -> ResponseReturnValue:
    """What the uploaded scheme would put in place of the present one, its faults by row; then apply it."""
    module = _module(module_id)
    event = module.stage.event
    stored = fetch(select(StoredFile).where(StoredFile.id == file_id, StoredFile.stored_by == acting().id))
    scheme = read_cis_workbook(stored.read())
    form = ApplySchemeForm()
    if not form.is_submitted():
        form.row_version.data = event.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            if scheme.faults:
                raise Refused("评分方案表还有问题，没有导入。", reasons=scheme.faults)
            reason = form.reason.data or ""
            operations.edit_scheme(module, scheme.criteria, version=form.version, reason=reason, by=acting())
            flash(f"已导入 {len(scheme.criteria)} 个评分项。", "success")
            return redirect(url_for(".edit_scheme", module_id=module_id))
    page = render_template(
        "competitions/planning/show_scheme_import.html",
        form=form,
        module=module,
        event=event,
        file=stored,
        scheme=scheme,
        locked=any(stage.state is not StageState.PLANNED for stage in event.stages),
    )
    return page, 422 if form.errors else 200


def _module(module_id: int) -> Module:
    return fetch(modules_planned_by(acting()).where(Module.id == module_id))
