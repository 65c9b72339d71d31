"""What a reviewer decides about one application."""

from flask.typing import ResponseReturnValue

from assessments.applications import reviewing
from assessments.applications.forms import AcceptForm
from assessments.applications.models import Application
from assessments.applications.queries import applications_reviewed_by, with_details
from assessments.applications.routes import bp, done
from foundation.database import fetch, transaction
from foundation.forms import ReasonForm
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.post("/assessments/applications/<int:application_id>/accept")
@requires(Permission.APPLICATION_REVIEW)
def accept_application(application_id: int) -> ResponseReturnValue:
    """Accept it, with what the reviewer confirmed."""
    application = _to_review(application_id)
    form = AcceptForm()
    with transaction():
        form.claim()
        reviewing.accept_application(application, confirmed=form.judgements, by=acting())
        ticket = application.ticket_number
    return done(application_id, f"审核通过，准考证号 {ticket}。")


@bp.post("/assessments/applications/<int:application_id>/return")
@requires(Permission.APPLICATION_REVIEW)
def return_application(application_id: int) -> ResponseReturnValue:
    """Send it back, with the reason."""
    application = _to_review(application_id)
    with transaction():
        reviewing.return_application(application, reason=_reason(), by=acting())
    return done(application_id, "已退回修改，申报人会看到原因。")


@bp.post("/assessments/applications/<int:application_id>/reject")
@requires(Permission.APPLICATION_REVIEW)
def reject_application(application_id: int) -> ResponseReturnValue:
    """Turn it down, with the reason."""
    application = _to_review(application_id)
    with transaction():
        reviewing.reject_application(application, reason=_reason(), by=acting())
    return done(application_id, "已登记为不符合条件，名额已空出。")


@bp.post("/assessments/applications/<int:application_id>/revise")
@requires(Permission.APPLICATION_REVIEW)
def revise_application(application_id: int) -> ResponseReturnValue:
    """Take the decision back, with the reason."""
    application = _to_review(application_id)
    with transaction():
        reviewing.revise_application(application, reason=_reason(), by=acting())
    return done(application_id, "已收回审核结论，申报回到待审核。")


def _reason() -> str:
    return ReasonForm().reason.data or ""


def _to_review(application_id: int) -> Application:
    return fetch(with_details(applications_reviewed_by(acting())).where(Application.id == application_id))
