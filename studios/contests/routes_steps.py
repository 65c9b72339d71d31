"""Pages about steps: opened with panels or a vote, their scores collected, their lists handed out."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation.database import fetch, session, transaction
from foundation.forms import JiangxinForm, answering
from foundation.workbook_pages import workbook_answer
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.contests import deciding, stepping
from studios.contests.forms_steps import DecideForm, PanelsForm, SettleForm, VoteForm
from studios.contests.models import Contest, ContestStep
from studios.contests.models_submissions import StepStanding, Submission
from studios.contests.queries import (
    ballot_of,
    contests_run_by,
    contests_watched_by,
    panels_of,
    review_of,
    standings_of,
)
from studios.contests.routes import bp, given_reason
from studios.contests.rules import SCORED, StepKind, StepState
from studios.contests.workbooks import standings_workbook
from studios.reviews.queries import experts_for

WATCHERS = (Permission.CONTEST_RUN, Permission.CONTEST_WATCH)


@bp.get("/studios/contests/steps/<int:step_id>")
@requires(*WATCHERS)
def show_step(step_id: int) -> ResponseReturnValue:
    """The step: who is in it, how far it is, and what comes next."""
    step = watched_step(step_id)
    return step_page(step, DecideForm(), SettleForm())


@bp.get("/studios/contests/steps/<int:step_id>.xlsx")
@requires(*WATCHERS)
def export_standings(step_id: int) -> ResponseReturnValue:
    """The list of a step as a workbook."""
    step = watched_step(step_id)
    content = standings_workbook(session.scalars(standings_of(step)).all())
    return workbook_answer(content, f"{step.audit_label}.xlsx")


@bp.route("/studios/contests/steps/<int:step_id>/open", methods=["GET", "POST"])
@requires(Permission.CONTEST_RUN)
def open_step(step_id: int) -> ResponseReturnValue:
    """Begin a step: at once, or with its panels, or with the hours of its vote."""
    step = run_step(step_id)
    if step.kind in SCORED:
        return _open_with_panels(step)
    form = VoteForm.proposed() if step.kind is StepKind.VOTE else DecideForm()
    if form.validate_on_submit():
        vote = form.facts() if isinstance(form, VoteForm) else None
        with answering(form), transaction():
            form.claim()
            stepping.open_step(step, vote=vote, by=acting())
            flash(f"“{step.title}”已开始。", "success")
            return to_step(step_id)
    return _open_page(step, form)


@bp.post("/studios/contests/steps/<int:step_id>/collect")
@requires(Permission.CONTEST_RUN)
def collect_step_scores(step_id: int) -> ResponseReturnValue:
    """End the scoring or take the votes, and rank."""
    step = run_step(step_id)
    with transaction():
        count = stepping.collect_step_scores(step, by=acting())
    flash(f"已汇总 {count} 个项目的得分。请核对名次，再确定进入名单。", "success")
    return to_step(step_id)


@bp.post("/studios/contests/steps/<int:step_id>/correct")
@requires(Permission.CONTEST_RUN)
def correct_step_scores(step_id: int) -> ResponseReturnValue:
    """Take the scores of a closed step anew."""
    step = run_step(step_id)
    with transaction():
        count = stepping.correct_step_scores(step, reason=given_reason(), by=acting())
    flash(f"{count} 个项目的得分有变化。进入名单不变；请重新计算结果。", "success")
    return to_step(step_id)


@bp.post("/studios/contests/steps/<int:step_id>/reopen")
@requires(Permission.CONTEST_RUN)
def reopen_step(step_id: int) -> ResponseReturnValue:
    """Go back to a step."""
    step = run_step(step_id)
    with transaction():
        deciding.reopen_step(step, reason=given_reason(), by=acting())
    flash("环节已重新打开。", "success")
    return to_step(step_id)


def _open_with_panels(step: ContestStep) -> ResponseReturnValue:
    pitch = step.kind is StepKind.PITCH
    experts = {one.id: one for one in session.scalars(experts_for(step.contest.organisation))}
    form = PanelsForm(panels=[{"title": "第一会场" if pitch else "专家组"}]).offer(experts)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts, seed = form.facts(experts), form.seed.data or ""
            stepping.open_step(step, panels=facts, seed=seed, address_of=_material_address, by=acting())
            flash(f"“{step.title}”已开始，专家登录后就能看到材料和评分表。", "success")
            return to_step(step.id)
    return _open_page(step, form, experts=experts)


def _open_page(step: ContestStep, form: JiangxinForm, experts: Collection[int] = ()) -> ResponseReturnValue:
    page = render_template(
        "studios/contests/open_step.html", step=step, contest=step.contest, form=form, experts=experts
    )
    arranging = getattr(form, "arranging", False)
    return page, 422 if form.errors and not arranging else 200


def _material_address(submission: Submission) -> str:
    return url_for("studios.contests.show_material", submission_id=submission.id)


def step_page(step: ContestStep, decide: DecideForm, settle: SettleForm) -> ResponseReturnValue:
    """The page of a step, with what was typed still in it."""
    standings = session.scalars(standings_of(step)).all()
    ranked = step.kind in deciding.RANKED and step.state is StepState.OPEN
    seating = deciding.seating_of(step, standings) if ranked else None
    in_line = deciding.in_line(step) if step.state is StepState.CLOSED else []
    panels = session.scalars(panels_of(step)).all()
    page = render_template(
        "studios/contests/show_step.html",
        step=step,
        contest=step.contest,
        standings=standings,
        seating=seating if seating and seating.ranks else None,
        tied={int(key) for tie in seating.ties for key in tie.keys} if seating else set(),
        seats_left=[(tie, sum(seat == deciding.ON for seat in tie.seats)) for tie in seating.ties] if seating else [],
        in_line=set(in_line),
        panels=[(panel, review_of(panel)) for panel in panels],
        ballot=ballot_of(step) if step.kind is StepKind.VOTE else None,
        by_people=step.kind in deciding.BY_PEOPLE,
        may_run=acting().may_at(Permission.CONTEST_RUN, step.organisation_path),
        decide=decide,
        settle=settle,
        typed=request.form,
    )
    return page, 422 if decide.errors or settle.errors else 200


def watched_step(step_id: int) -> ContestStep:
    """The step, for whoever runs or watches its contest."""
    return _step(step_id, contests_watched_by(acting()).with_only_columns(Contest.id))


def run_step(step_id: int) -> ContestStep:
    """The step, for whoever runs its contest."""
    return _step(step_id, contests_run_by(acting()).with_only_columns(Contest.id))


def run_standing(standing_id: int) -> StepStanding:
    """The standing, for whoever runs its contest."""
    run = contests_run_by(acting()).with_only_columns(Contest.id)
    query = select(StepStanding).join(StepStanding.step).where(ContestStep.contest_id.in_(run))
    return fetch(query.where(StepStanding.id == standing_id))


def to_step(step_id: int) -> ResponseReturnValue:
    """Back to the page of the step."""
    return redirect(url_for("studios.contests.show_step", step_id=step_id))


def _step(step_id: int, contests: Select[int]) -> ContestStep:
    return fetch(select(ContestStep).where(ContestStep.id == step_id, ContestStep.contest_id.in_(contests)))
