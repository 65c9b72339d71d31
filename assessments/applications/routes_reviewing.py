"""What a reviewer decides: the queue of a plan, accepted many at once, and one application."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from assessments.applications import reviewing
from assessments.applications.forms import AcceptForm, ReviewForm
from assessments.applications.models import Application
from assessments.applications.queries import applications_reviewed_by, with_details
from assessments.applications.records import age_at_submission, conditions_relied_on
from assessments.applications.routes import bp, done
from assessments.applications.rules import ApplicationState
from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

QUEUE_SIZE = 100


@bp.route("/assessments/applications/review", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def review_applications() -> ResponseReturnValue:
    """What waits for review (`?batch=`): many can be accepted at once, each with its own outcome."""
    form, outcomes = ReviewForm(), None
    ticked = {int(text) for text in request.form.getlist("application") if text.isdigit()}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            chosen = _waiting().where(Application.id.in_(ticked)).order_by(Application.id)
            outcomes = reviewing.accept_applications(session.scalars(chosen).unique().all(), by=acting())
    page = page_by_key(_waiting(), Application, after=request.args.get("after", type=int), size=QUEUE_SIZE)
    answer = render_template(
        "assessments/applications/review_applications.html",
        form=ReviewForm(formdata=None) if outcomes is not None else form,
        page=page,
        results=conditions_relied_on(page.rows),
        ages={one.id: age_at_submission(one) for one in page.rows},
        ticked=ticked if outcomes is None else set(),
        outcomes=outcomes,
    )
    return answer, 422 if form.errors else 200


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


def _waiting() -> Select[Application]:
    query = with_details(applications_reviewed_by(acting())).where(Application.state == ApplicationState.SUBMITTED)
    batch_id = request.args.get("batch", type=int)
    return query.where(Application.batch_id == batch_id) if batch_id else query


def _reason() -> str:
    return ReasonForm().reason.data or ""


def _to_review(application_id: int) -> Application:
    return fetch(with_details(applications_reviewed_by(acting())).where(Application.id == application_id))
