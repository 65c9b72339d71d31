"""A worker's own results: each part, whether he passed, what comes next; and the way to a resit."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.results import resits
from assessments.results.forms import ResitForm
from assessments.results.models import Outcome
from assessments.results.queries import outcomes_owned_by, outcomes_visible_to
from assessments.results.routes import bp
from assessments.results.standing import next_step_of
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/assessments/my-results")
@requires(Permission.OWN_READ)
def list_my_results() -> ResponseReturnValue:
    """One's own outcomes once they were put up, newest first."""
    outcomes = session.scalars(outcomes_owned_by(acting()).order_by(Outcome.id.desc())).all()
    rows = [(outcome, next_step_of(outcome), not resits.resit_reasons(outcome)) for outcome in outcomes]
    return render_template("assessments/results/list_my_results.html", rows=rows)


@bp.route("/assessments/outcomes/<int:outcome_id>/resit", methods=["GET", "POST"])
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def apply_for_resit(outcome_id: int) -> ResponseReturnValue:
    """Take the failed part once more: by the worker himself, or by an officer for him."""
    outcome = fetch(outcomes_visible_to(acting()).where(Outcome.id == outcome_id))
    items, form = resits.resit_items(outcome), ResitForm()
    form.item.choices = [(item.id, f"{item.batch.title}（{item.batch.examined_on:%Y-%m-%d} 考试）") for item in items]
    if form.validate_on_submit():
        (item,) = [one for one in items if one.id == form.item.data]
        with answering(form), transaction():
            form.claim()
            application = resits.apply_for_resit(outcome, item, by=acting())
            flash("补考申报已建立，请核对后提交。", "success")
            return redirect(url_for("assessments.applications.show_application", application_id=application.id))
    page = render_template(
        "assessments/results/apply_for_resit.html",
        form=form,
        outcome=outcome,
        reasons=resits.resit_reasons(outcome),
        advice=next_step_of(outcome),
    )
    return page, 422 if form.errors else 200
