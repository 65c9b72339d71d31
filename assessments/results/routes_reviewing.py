"""Pages for the second person: scores confirmed many at once, one returned with a reason, a reviewed one reopened."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.results import operations
from assessments.results.models import PartScore
from assessments.results.queries import batches_scored_for, scores_reviewed_by
from assessments.results.routes import bp
from assessments.results.rules import ScoreState
from assessments.standards.rules import PART_TITLES, Part
from foundation.database import fetch, session, transaction
from foundation.forms import ConfirmForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

SHOWN = 200


@bp.route("/assessments/batches/<int:batch_id>/scores/review", methods=["GET", "POST"])
@requires(Permission.SCORE_REVIEW)
def review_scores(batch_id: int) -> ResponseReturnValue:
    """The scores that wait for review; what was entered by oneself is for somebody else."""
    batch = fetch(batches_scored_for(acting(), Permission.SCORE_REVIEW).where(Batch.id == batch_id))
    form = ConfirmForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            count = operations.review_scores(batch, _ticked(), by=acting())
            flash(f"审核通过 {count} 份成绩。", "success")
            return redirect(url_for(".list_scores", batch_id=batch_id))
    part = request.args.get("part", "")
    waiting = scores_reviewed_by(acting()).where(
        Application.batch_id == batch.id, PartScore.state == ScoreState.ENTERED
    )
    if part in set(Part):
        waiting = waiting.where(PartScore.part == Part(part))
    page = render_template(
        "assessments/results/review_scores.html",
        form=form,
        batch=batch,
        scores=session.scalars(waiting.order_by(PartScore.part, Application.ticket_number).limit(SHOWN)).all(),
        parts=PART_TITLES,
        own_id=acting().id,
    )
    return page, 422 if form.errors else 200


@bp.post("/assessments/scores/<int:score_id>/return")
@requires(Permission.SCORE_REVIEW)
def return_score(score_id: int) -> ResponseReturnValue:
    """Send a score back before it is confirmed."""
    return _send_back(score_id, operations.return_score)


@bp.post("/assessments/scores/<int:score_id>/reopen")
@requires(Permission.SCORE_REVIEW)
def reopen_score(score_id: int) -> ResponseReturnValue:
    """Send a confirmed score back."""
    return _send_back(score_id, operations.reopen_score)


def _send_back(score_id: int, operation: Callable[..., None]) -> ResponseReturnValue:
    score = fetch(scores_reviewed_by(acting()).where(PartScore.id == score_id))
    with transaction():
        operation(score, reason=request.form.get("reason", ""), by=acting())
        flash(f"{score.audit_label}的成绩已退回重录。", "success")
    return redirect(url_for(".list_scores", batch_id=score.application.batch_id))


def _ticked() -> dict[int, int]:
    """The scores ticked, with the version that was on the page: "12:3"."""
    pairs = (text.partition(":") for text in request.form.getlist("score"))
    return {int(score): int(version) for score, _, version in pairs if score.isdecimal() and version.isdecimal()}
