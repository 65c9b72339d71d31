"""Pages about what applications came to: decided, put up, held for one person, final; each with its working."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.batches.queries import batches_visible_to
from assessments.results import operations_outcomes as operations
from assessments.results.announcing import awaiting_notice, notice_facts
from assessments.results.announcing import notice_outcomes as put_up
from assessments.results.forms import HoldForm, NoticeForm
from assessments.results.models import Outcome
from assessments.results.nodes import check_of, unreviewed
from assessments.results.queries import (
    batches_scored_for,
    called,
    examined_in,
    noticed_in,
    outcome_states,
    outcomes_reviewed_by,
    outcomes_visible_to,
)
from assessments.results.resits import resit_reasons
from assessments.results.routes import bp
from assessments.results.rules import OUTCOME_STATE_TITLES, OutcomeState
from assessments.results.standing import already_holding, next_step_of, notices_of
from foundation.database import fetch, page_by_key, transaction
from foundation.forms import answering
from notices.models import Objection
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/assessments/batches/<int:batch_id>/outcomes")
@requires(Permission.SITTING_WATCH, Permission.APPLICATION_EDIT)
def list_outcomes(batch_id: int) -> ResponseReturnValue:
    """What the applications of a plan came to; units see their own workers', once put up."""
    batch = fetch(batches_visible_to(acting()).where(Batch.id == batch_id))
    found = outcomes_visible_to(acting()).where(Application.batch_id == batch.id)
    passed, state = request.args.get("passed", ""), request.args.get("state", "")
    if passed in {"yes", "no"}:
        found = found.where(Outcome.passed.is_(passed == "yes"))
    if state in set(OutcomeState):
        found = found.where(Outcome.state == OutcomeState(state))
    if text := request.args.get("q", "").strip():
        found = found.where(called(text))
    may_review = acting().may_at(Permission.SCORE_REVIEW, batch.organisation_path)
    notices = notices_of(batch)
    return render_template(
        "assessments/results/list_outcomes.html",
        batch=batch,
        page=page_by_key(found, Outcome, after=request.args.get("after", type=int)),
        notices=notices,
        unplaced=[one for notice in notices for one in operations.unplaced_in(notice)] if may_review else [],
        holding=already_holding(noticed_in(batch)).values() if may_review else [],
        counts=outcome_states(batch),
        check=check_of(batch) if may_review else None,
        waiting=unreviewed(batch) if may_review else [],
        awaiting=len(awaiting_notice(batch)) if may_review else 0,
        undecided=len(examined_in(batch)) - outcome_states(batch).total() if may_review else 0,
        may_review=may_review,
        watching=acting().may_at(Permission.SITTING_WATCH, batch.organisation_path),
        states=OUTCOME_STATE_TITLES,
    )


@bp.get("/assessments/outcomes/<int:outcome_id>")
@requires(Permission.SITTING_WATCH, Permission.APPLICATION_EDIT, Permission.APPLICATION_MAKE)
def show_outcome(outcome_id: int) -> ResponseReturnValue:
    """Why somebody passed or failed, part by part; objections that hold him."""
    outcome = fetch(outcomes_visible_to(acting()).where(Outcome.id == outcome_id))
    return _show(outcome, _hold_form(outcome))


@bp.post("/assessments/batches/<int:batch_id>/outcomes/decide")
@requires(Permission.SCORE_REVIEW)
def decide_outcomes(batch_id: int) -> ResponseReturnValue:
    """Decide what every application came to."""
    batch = _reviewed(batch_id)
    with transaction():
        outcomes = operations.decide_outcomes(batch, by=acting())
        passed = sum(outcome.passed for outcome in outcomes)
        flash(f"作出 {len(outcomes)} 份认定结果，合格 {passed} 人。请核对后公示。", "success")
    return redirect(url_for(".list_outcomes", batch_id=batch_id))


@bp.route("/assessments/batches/<int:batch_id>/outcomes/notice", methods=["GET", "POST"])
@requires(Permission.SCORE_REVIEW)
def notice_outcomes(batch_id: int) -> ResponseReturnValue:
    """Read what the public will read, then put it up."""
    batch, form = _reviewed(batch_id), NoticeForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            notice = put_up(batch, passed_only=form.passed_only.data, by=acting())
            flash("认定结果已公示。公示期内的异议在公示页面答复；涉及个人的，只暂停本人的结果。", "success")
            return redirect(url_for("notices.show_notice", notice_id=notice.id))
    waiting = awaiting_notice(batch)
    facts = notice_facts(batch, waiting, passed_only=bool(form.passed_only.data), supplementary=False)
    page = render_template(
        "assessments/results/notice_outcomes.html", form=form, batch=batch, facts=facts, count=len(waiting)
    )
    return page, 422 if form.errors else 200


@bp.post("/assessments/batches/<int:batch_id>/outcomes/finalise")
@requires(Permission.SCORE_REVIEW)
def finalise_outcomes(batch_id: int) -> ResponseReturnValue:
    """What was put up long enough, and is not held, becomes final."""
    batch = _reviewed(batch_id)
    with transaction():
        done = operations.finalise_outcomes(batch, by=acting())
        passed = sum(outcome.passed for outcome in done)
        flash(f"{len(done)} 份结果生效，{passed} 人获得等级，可以编号发证。", "success")
    return redirect(url_for(".list_outcomes", batch_id=batch_id))


@bp.post("/assessments/outcomes/<int:outcome_id>/hold")
@requires(Permission.SCORE_REVIEW)
def hold_outcome(outcome_id: int) -> ResponseReturnValue:
    """An objection concerns this person."""
    outcome = fetch(outcomes_reviewed_by(acting()).where(Outcome.id == outcome_id))
    form = _hold_form(outcome)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            objection = fetch(select(Objection).where(Objection.id == form.objection.data))
            operations.hold_outcome(outcome, objection, by=acting())
            flash("已暂停本人的结果，其他人不受影响。请在公示页面答复异议。", "success")
            return redirect(url_for(".show_outcome", outcome_id=outcome_id))
    return _show(outcome, form)


@bp.post("/assessments/outcomes/<int:outcome_id>/release")
@requires(Permission.SCORE_REVIEW)
def release_outcome(outcome_id: int) -> ResponseReturnValue:
    """The objection is not right: the outcome goes on."""
    return _change(outcome_id, operations.release_outcome, "结果已恢复，公示期满即可生效。")


@bp.post("/assessments/outcomes/<int:outcome_id>/void")
@requires(Permission.SCORE_REVIEW)
def void_outcome(outcome_id: int) -> ResponseReturnValue:
    """Take the outcome back."""
    return _change(
        outcome_id,
        operations.void_outcome,
        "结果已作废。请退回有误的成绩，更正后再作出结果，或者取消资格。",
    )


@bp.post("/assessments/outcomes/<int:outcome_id>/redecide")
@requires(Permission.SCORE_REVIEW)
def redecide_outcome(outcome_id: int) -> ResponseReturnValue:
    """Decide anew from the corrected scores."""
    return _change(outcome_id, operations.redecide_outcome, "已重新作出结果，请续公示。")


@bp.post("/assessments/outcomes/<int:outcome_id>/disqualify")
@requires(Permission.SCORE_REVIEW)
def disqualify_outcome(outcome_id: int) -> ResponseReturnValue:
    """No correction can save it: no certificate, for good."""
    disqualify = partial(operations.disqualify_outcome, address=url_for(".show_outcome", outcome_id=outcome_id))
    return _change(outcome_id, disqualify, "已取消资格，这份结果不再变动。原因已发给本人；没有账号的，请另行告知。")


def _change(outcome_id: int, operation: Callable[..., None], done: str) -> ResponseReturnValue:
    outcome = fetch(outcomes_reviewed_by(acting()).where(Outcome.id == outcome_id))
    with transaction():
        operation(outcome, reason=request.form.get("reason", ""), by=acting())
        flash(done, "success")
    return redirect(url_for(".show_outcome", outcome_id=outcome_id))


def _reviewed(batch_id: int) -> Batch:
    return fetch(batches_scored_for(acting(), Permission.SCORE_REVIEW).where(Batch.id == batch_id))


def _hold_form(outcome: Outcome) -> HoldForm:
    form = HoldForm()
    offered = operations.objections_open_to(outcome)
    form.objection.choices = [(one.id, f"异议 {one.id}：{one.content[:40]}") for one in offered]
    return form


def _may_apply_for(outcome: Outcome) -> bool:
    """Whether the person acts for this candidate: himself, or an officer of his unit."""
    person = outcome.application.person
    return acting().person_id == person.id or acting().may_at(Permission.APPLICATION_EDIT, person.organisation_path)


def _show(outcome: Outcome, form: HoldForm) -> ResponseReturnValue:
    may_review = acting().may_at(Permission.SCORE_REVIEW, outcome.organisation_path)
    page = render_template(
        "assessments/results/show_outcome.html",
        outcome=outcome,
        form=form,
        advice=next_step_of(outcome),
        may_resit=_may_apply_for(outcome) and not resit_reasons(outcome),
        may_review=may_review,
        watching=acting().may_at(Permission.SITTING_WATCH, outcome.organisation_path),
    )
    return page, 422 if form.errors else 200
