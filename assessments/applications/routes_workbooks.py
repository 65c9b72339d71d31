"""Applications by the workbook: the form of a plan to fill in, and its upload."""

from flask.typing import ResponseReturnValue

from assessments.applications.routes import bp
from assessments.applications.workbooks import APPLICATIONS
from assessments.applications.workbooks_columns import columns_for
from assessments.applications.workbooks_export import registration_workbook
from assessments.batches.models import Batch
from assessments.batches.queries import batches_visible_to, reasons_against_taking_applications
from foundation import clock
from foundation.database import fetch, transaction
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/assessments/batches/<int:batch_id>/applications/import", methods=["GET", "POST"])
@requires(Permission.APPLICATION_EDIT)
def import_applications(batch_id: int) -> ResponseReturnValue:
    """Upload a sheet of applicants; it is checked and shown before anything changes."""
    batch = _visible(batch_id)
    return upload_page(
        APPLICATIONS,
        "assessments/applications/import_applications.html",
        by=acting(),
        context={"batch": batch_id},
        batch=batch,
        closed=reasons_against_taking_applications(batch, clock.today()),
    )


@bp.get("/assessments/batches/<int:batch_id>/applications/template.xlsx")
@requires(Permission.APPLICATION_EDIT)
def download_application_template(batch_id: int) -> ResponseReturnValue:
    """The form with what this plan offers as drop-down lists."""
    content = template_workbook(columns_for(_visible(batch_id)), "考生信息")
    return workbook_answer(content, "考生信息模板.xlsx")


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
    return workbook_answer(content, "考生信息.xlsx")


def _visible(batch_id: int) -> Batch:
    return fetch(batches_visible_to(acting()).where(Batch.id == batch_id))
