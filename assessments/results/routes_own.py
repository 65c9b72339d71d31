"""A worker's own results: each part, whether he passed, and what comes next."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments.results.models import Outcome
from assessments.results.queries import outcomes_owned_by
from assessments.results.routes import bp
from assessments.results.standing import next_step_of
from foundation.database import session
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/assessments/my-results")
@requires(Permission.OWN_READ)
def list_my_results() -> ResponseReturnValue:
    """One's own outcomes once they were put up, newest first."""
    outcomes = session.scalars(outcomes_owned_by(acting()).order_by(Outcome.id.desc())).all()
    return render_template(
        "assessments/results/list_my_results.html",
        rows=[(outcome, next_step_of(outcome)) for outcome in outcomes],
    )
