"""Applications by the workbook: the form of a plan to fill in, and its upload."""

from io import BytesIO

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from assessments.applications.routes import bp
from assessments.applications.workbooks import APPLICATIONS
from assessments.applications.workbooks_columns import columns_for
from assessments.applications.workbooks_export import registration_workbook
from assessments.batches.models import Batch
from assessments.batches.queries import batches_visible_to, reasons_against_taking_applications
from foundation import clock, imports
from foundation.database import fetch, transaction
from foundation.forms import UploadForm, answering
from foundation.workbook_writing import MEDIA_TYPE, template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/assessments/batches/<int:batch_id>/applications/import", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def import_applications(batch_id: int) -> ResponseReturnValue:
    """Upload a sheet of applicants; it is checked and shown before anything changes."""
    batch, form = _visible(batch_id), UploadForm()
    if form.validate_on_submit():
        content, name = form.read()
        with answering(form), transaction():
            form.claim()
            sheet = imports.preview_import(APPLICATIONS, content, name=name, by=acting(), context={"batch": batch_id})
            return redirect(url_for("website.show_import", batch_id=sheet.id))
    page = render_template(
        "assessments/applications/import_applications.html",
        form=form,
        batch=batch,
        closed=reasons_against_taking_applications(batch, clock.today()),
    )
    return page, 422 if form.errors else 200


@bp.get("/assessments/batches/<int:batch_id>/applications/template.xlsx")
@requires(Permission.APPLICATION_EDIT)
def download_application_template(batch_id: int) -> ResponseReturnValue:
    """The form with what this plan offers as drop-down lists."""
    content = BytesIO(template_workbook(columns_for(_visible(batch_id)), "考生信息"))
    return send_file(content, MEDIA_TYPE, as_attachment=True, download_name="考生信息模板.xlsx")


@bp.get("/assessments/batches/<int:batch_id>/applications/export.xlsx")
@requires(Permission.APPLICATION_EDIT, Permission.APPLICATION_REVIEW)
def export_applications(batch_id: int) -> ResponseReturnValue:
    """The accepted applications in the authority's columns, documents and phones masked."""
    return _sent(registration_workbook(_visible(batch_id), by=acting()))


@bp.post("/assessments/batches/<int:batch_id>/applications/export.xlsx")
@requires(Permission.PERSON_UNMASK)
def unmask_applications(batch_id: int) -> ResponseReturnValue:
    """The same with documents and phones in full; the audit log says whose were given to whom."""
    batch = _visible(batch_id)
    with transaction():
        return _sent(registration_workbook(batch, by=acting(), unmasked=True))


def _sent(content: bytes) -> ResponseReturnValue:
    return send_file(BytesIO(content), MEDIA_TYPE, as_attachment=True, download_name="考生信息.xlsx")


def _visible(batch_id: int) -> Batch:
    return fetch(batches_visible_to(acting()).where(Batch.id == batch_id))
