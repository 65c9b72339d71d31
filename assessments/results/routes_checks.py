"""抽检复核: drawn from the reviewed scores of a plan, held against the originals one by one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node, reasons_against_skipping
from assessments.results import operations_checks as operations
from assessments.results.forms import BeginCheckForm, CheckScoreForm
from assessments.results.models_checks import ScoreCheck, ScoreCheckItem
from assessments.results.nodes import check_of, unreviewed
from assessments.results.queries import batches_scored_for
from assessments.results.routes import bp
from assessments.results.rules_checks import AT_LEAST, USUAL_SHARE, CheckState, Finding
from foundation.database import fetch, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/assessments/batches/<int:batch_id>/score-check")
@requires(Permission.SITTING_WATCH)
def show_score_check(batch_id: int) -> ResponseReturnValue:
    """How far the check is and what it found; or how to begin."""
    batch = fetch(batches_scored_for(acting(), Permission.SITTING_WATCH).where(Batch.id == batch_id))
    return _show(batch, BeginCheckForm(share=USUAL_SHARE))


@bp.post("/assessments/batches/<int:batch_id>/score-check")
@requires(Permission.SCORE_REVIEW)
def begin_score_check(batch_id: int) -> ResponseReturnValue:
    """Draw the scores that are held against their originals."""
    batch, form = _reviewed(batch_id), BeginCheckForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            check = operations.begin_score_check(batch, share=form.share.data, seed=form.seed.data or "", by=acting())
            flash(f"已从 {check.population} 份成绩中抽出 {len(operations.items_of(check))} 份，请逐份核对。", "success")
            return redirect(url_for(".show_score_check", batch_id=batch_id))
    return _show(batch, form)


@bp.route("/assessments/score-check-items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.SCORE_REVIEW)
def check_score(item_id: int) -> ResponseReturnValue:
    """One score, to be held against its original; the answer leads to the next one."""
    item = fetch(select(ScoreCheckItem).where(ScoreCheckItem.id == item_id))
    batch = _reviewed(item.check.batch_id)
    form = CheckScoreForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.check_score(item, Finding(form.finding.data), note=form.note.data or "", by=acting())
            following = next((one for one in operations.items_of(item.check) if one.finding is None), None)
            if following:
                return redirect(url_for(".check_score", item_id=following.id))
            flash("抽中的成绩已全部核对。", "success")
            return redirect(url_for(".show_score_check", batch_id=batch.id))
    items = operations.items_of(item.check)
    page = render_template("assessments/results/check_score.html", form=form, item=item, items=items, batch=batch)
    return page, 422 if form.errors else 200


@bp.post("/assessments/score-checks/<int:check_id>/finish")
@requires(Permission.SCORE_REVIEW)
def finish_score_check(check_id: int) -> ResponseReturnValue:
    """Everything drawn is right, or was corrected."""
    check = fetch(select(ScoreCheck).where(ScoreCheck.id == check_id))
    batch = _reviewed(check.batch_id)
    with transaction():
        operations.finish_score_check(check, by=acting())
        flash("抽检复核完成，可以作出认定结果。", "success")
    return redirect(url_for(".list_outcomes", batch_id=batch.id))


def _reviewed(batch_id: int) -> Batch:
    return fetch(batches_scored_for(acting(), Permission.SCORE_REVIEW).where(Batch.id == batch_id))


def _show(batch: Batch, form: BeginCheckForm) -> ResponseReturnValue:
    check = check_of(batch)
    items = operations.items_of(check) if check else []
    page = render_template(
        "assessments/results/show_score_check.html",
        batch=batch,
        form=form,
        check=check,
        items=items,
        waiting=[] if check else unreviewed(batch),
        undone=[] if check else reasons_against_skipping(Node.EXAMINATION, nodes_done(batch)),
        at_least=AT_LEAST,
        done=sum(item.finding is not None for item in items),
        open=check is not None and check.state is CheckState.OPEN,
        may_check=acting().may_at(Permission.SCORE_REVIEW, batch.organisation_path),
    )
    return page, 422 if form.errors else 200
