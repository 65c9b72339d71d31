"""Pages for ties where no places are shared: decide, confirm, take back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.judging import tie_decisions
from competitions.judging.forms_transcribing import TieForm
from competitions.judging.models import TieDecision
from competitions.judging.queries import panels_of, stages_overseen_by, stages_run_by
from competitions.judging.routes import bp
from competitions.judging.routes_overseeing import OVERSEERS
from competitions.judging.ties import Tie, ties_of
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from marking.panels.queries import is_chief
from people.accounts.access import acting, requires
from scoring.numbers import ScoringError


@bp.get("/stages/<int:stage_id>/ties")
@requires(*OVERSEERS)
def list_ties(stage_id: int) -> ResponseReturnValue:
    """The ties that the plan leaves to people."""
    return _page(_stage(stage_id), TieForm())


@bp.post("/stages/<int:stage_id>/ties")
@requires(*OVERSEERS)
def decide_tie(stage_id: int) -> ResponseReturnValue:
    """Put those who tie in order."""
    stage, form = _stage(stage_id), TieForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            tie_decisions.decide_tie(stage, form.order(request.form), basis=form.basis.data or "", by=acting())
            flash("裁定已记录，须由另一人确认后生效。", "success")
            return redirect(url_for(".list_ties", stage_id=stage_id))
    return _page(stage, form)


@bp.post("/stages/<int:stage_id>/ties/<int:decision_id>/confirm")
@requires(*OVERSEERS)
def confirm_tie(stage_id: int, decision_id: int) -> ResponseReturnValue:
    """Confirm somebody else's decision."""
    decision = _decision(stage_id, decision_id)
    with transaction():
        tie_decisions.confirm_tie(decision, by=acting())
    flash("裁定已确认，计算成绩时按此排列。", "success")
    return redirect(url_for(".list_ties", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/ties/<int:decision_id>/withdraw")
@requires(*OVERSEERS)
def withdraw_tie(stage_id: int, decision_id: int) -> ResponseReturnValue:
    """Take a decision back, with a reason."""
    decision = _decision(stage_id, decision_id)
    with transaction():
        tie_decisions.withdraw_tie(decision, reason=request.form.get("reason", ""), by=acting())
    flash("裁定已撤回，可以重新裁定。", "success")
    return redirect(url_for(".list_ties", stage_id=stage_id))


def _stage(stage_id: int) -> Stage:
    return fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))


def _decision(stage_id: int, decision_id: int) -> TieDecision:
    stage = fetch(stages_run_by(acting()).where(Stage.id == stage_id))
    return fetch(select(TieDecision).where(TieDecision.id == decision_id, TieDecision.stage_id == stage.id))


def _ties(stage: Stage) -> tuple[list[Tie], str]:
    """The ties of `stage`, or why there are none to see.

    While judging goes on nothing is computed for people: “001 号 lacks a sheet” beside “工位 07 lacks a sheet”
    on the progress page would say who works where.
    """
    if stage.state is not StageState.JUDGED:
        return [], "评分还没有结束。结束评分后，在这里看哪些选手并列。"
    try:
        return ties_of(stage), ""
    except ScoringError as error:
        return [], str(error)


def _page(stage: Stage, form: TieForm) -> ResponseReturnValue:
    ties, problem = _ties(stage)
    page = render_template(
        "competitions/judging/list_ties.html",
        stage=stage,
        form=form,
        ties=ties,
        problem=problem,
        runs=session.scalars(stages_run_by(acting()).where(Stage.id == stage.id)).one_or_none() is not None,
        heads=any(is_chief(acting(), one.panel) for one in panels_of(stage)),
    )
    return page, 422 if form.errors else 200
