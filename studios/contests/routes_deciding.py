"""Buttons and forms that say who goes on in a step, who leaves it, and who moves up."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.contests import deciding
from studios.contests.forms_steps import DecideForm, SettleForm
from studios.contests.models import ContestStep
from studios.contests.models_submissions import StepStanding
from studios.contests.routes import bp, given_reason
from studios.contests.routes_steps import run_standing, run_step, step_page, to_step
from studios.contests.rules_submissions import StandingState


@bp.post("/studios/contests/steps/<int:step_id>/decide")
@requires(Permission.CONTEST_RUN)
def decide_standings(step_id: int) -> ResponseReturnValue:
    """Those that are ticked go on; those with a reason do not; the common reason is for all others."""
    step, form = run_step(step_id), DecideForm()
    passed, refused = _verdicts(step, (form.reason.data or "").strip())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            on, out = deciding.decide_standings(step, passed, refused, by=acting())
            flash(f"已确定：进入 {on} 个，未进入 {out} 个。", "success")
            return to_step(step_id)
    return step_page(step, form, SettleForm(formdata=None))


@bp.post("/studios/contests/steps/<int:step_id>/settle")
@requires(Permission.CONTEST_RUN)
def settle_step(step_id: int) -> ResponseReturnValue:
    """Close a scored step: by score, equals at the line as chosen."""
    step, form = run_step(step_id), SettleForm()
    chosen = request.form.getlist("chosen", type=int)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            deciding.settle_step(step, chosen, reason=form.reason.data or "", by=acting())
            flash(f"“{step.title}”已完成，申报单位能看到结论和原因。", "success")
            return to_step(step_id)
    return step_page(step, DecideForm(formdata=None), form)


@bp.post("/studios/contests/steps/<int:step_id>/close")
@requires(Permission.CONTEST_RUN)
def close_step(step_id: int) -> ResponseReturnValue:
    """Close a step that people decide."""
    step = run_step(step_id)
    with transaction():
        deciding.close_step(step, by=acting())
    flash(f"“{step.title}”已完成，申报单位能看到结论和原因。", "success")
    return to_step(step_id)


@bp.post("/studios/contests/standings/<int:standing_id>/reopen")
@requires(Permission.CONTEST_RUN)
def reopen_standing(standing_id: int) -> ResponseReturnValue:
    """Decide about one anew."""
    standing = run_standing(standing_id)
    with transaction():
        deciding.reopen_standing(standing, reason=given_reason(), by=acting())
    flash("已恢复为待定，请重新确定。", "success")
    return to_step(standing.step_id)


@bp.post("/studios/contests/standings/<int:standing_id>/drop")
@requires(Permission.CONTEST_RUN)
def drop_standing(standing_id: int) -> ResponseReturnValue:
    """A submission leaves the contest."""
    standing = run_standing(standing_id)
    with transaction():
        deciding.drop_standing(standing, reason=given_reason(), by=acting())
    flash("已办理退出。有名额空缺的，可以递补下一名。", "success")
    return to_step(standing.step_id)


@bp.post("/studios/contests/standings/<int:standing_id>/promote")
@requires(Permission.CONTEST_RUN)
def promote_standing(standing_id: int) -> ResponseReturnValue:
    """The next in line moves up."""
    standing = run_standing(standing_id)
    with transaction():
        deciding.promote_standing(standing, reason=given_reason(), by=acting())
    flash("已递补。", "success")
    return to_step(standing.step_id)


def _verdicts(step: ContestStep, common: str) -> tuple[list[int], dict[int, str]]:
    """What was ticked, and the reasons by standing; with a common reason all others have it."""
    query = select(StepStanding.id).where(StepStanding.step_id == step.id, StepStanding.state == StandingState.PENDING)
    pending = session.scalars(query).all()
    passed = set(request.form.getlist("passed", type=int))
    typed = {key: request.form.get(f"reason-{key}", "").strip() for key in pending}
    refused = {key: why or common for key, why in typed.items() if why or (common and key not in passed)}
    return [key for key in pending if key in passed], refused
