"""Pages of those who arrange and oversee judging: panels, progress, opening and closing, the ways back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.judging import operations
from competitions.judging.forms import ALL_MODULES, JudgeForm
from competitions.judging.models import ModulePanel
from competitions.judging.progress import attendance, judging_progress, present, unstated
from competitions.judging.queries import (
    judges_available_to,
    panel_ids_of,
    panels_of,
    stages_arranged_by,
    stages_overseen_by,
    stages_run_by,
)
from competitions.judging.recusal import gaps_of, recusals, replacements
from competitions.judging.routes import bp
from competitions.planning.models import Module, Stage
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from marking.panels.models import PanelMember, Subject
from marking.sheets import operations as sheet_operations
from marking.sheets.models import Sheet
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission

OVERSEERS = (Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE)


@bp.get("/judging/stages")
@requires(*OVERSEERS)
def list_judging_stages() -> ResponseReturnValue:
    """The stages whose judging this account oversees, newest first."""
    page = page_by_key(stages_overseen_by(acting()), Stage, after=request.args.get("after", type=int))
    return render_template("competitions/judging/list_judging_stages.html", page=page)


@bp.get("/stages/<int:stage_id>/judging")
@requires(*OVERSEERS)
def show_judging_progress(stage_id: int) -> ResponseReturnValue:
    """Every judge and contestant: who has not finished, who stepped aside, what is sealed."""
    stage = fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))
    entries = attendance(stage)
    return render_template(
        "competitions/judging/show_judging_progress.html",
        stage=stage,
        grids=judging_progress(stage),
        attendance={"all": len(entries), "present": present(entries), "unstated": unstated(entries)},
        runs=session.scalars(stages_run_by(acting()).where(Stage.id == stage_id)).one_or_none() is not None,
        arranges=acting().may_at(Permission.PANEL_EDIT, stage.organisation_path),
    )


@bp.get("/stages/<int:stage_id>/panels")
@requires(Permission.PANEL_EDIT)
def form_panels(stage_id: int) -> ResponseReturnValue:
    """Who judges what, and from whom he must step aside."""
    stage = _arranged(stage_id)
    return _show_panels(stage, _judge_form(stage))


@bp.post("/stages/<int:stage_id>/panels")
@requires(Permission.PANEL_EDIT)
def add_judge(stage_id: int) -> ResponseReturnValue:
    """Seat a judge on one module's panel, or on all."""
    stage = _arranged(stage_id)
    form = _judge_form(stage)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            account = fetch(judges_available_to(acting()).where(Account.id == form.account.data))
            for module in _chosen(stage, form.module.data):
                operations.add_judge(module, account, form.duty.data, by=acting())
            flash(f"{account.display_name}已加入裁判组。", "success")
            return redirect(url_for(".form_panels", stage_id=stage_id))
    return _show_panels(stage, form)


@bp.post("/stages/<int:stage_id>/members/<int:member_id>/remove")
@requires(Permission.PANEL_EDIT)
def remove_judge(stage_id: int, member_id: int) -> ResponseReturnValue:
    """Take a judge off a panel."""
    stage = _arranged(stage_id)
    own = select(ModulePanel.panel_id).join(ModulePanel.module).where(Module.stage_id == stage.id)
    member = fetch(select(PanelMember).where(PanelMember.id == member_id, PanelMember.panel_id.in_(own)))
    with transaction():
        operations.remove_judge(member, by=acting())
    flash("已移出裁判组。", "success")
    return redirect(url_for(".form_panels", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/judging/open")
@requires(Permission.PANEL_EDIT)
def open_judging(stage_id: int) -> ResponseReturnValue:
    """Begin the judging."""
    stage = _arranged(stage_id)
    with transaction():
        operations.open_judging(stage, by=acting())
    flash("评分已开始，裁判可以在平板上打分。", "success")
    return redirect(url_for(".show_judging_progress", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/judging/close")
@requires(*OVERSEERS)
def close_judging(stage_id: int) -> ResponseReturnValue:
    """End the judging, once every sheet is sealed."""
    stage = fetch(stages_run_by(acting()).where(Stage.id == stage_id))
    with transaction():
        operations.close_judging(stage, by=acting())
    flash("评分已结束，可以计算成绩。", "success")
    return redirect(url_for(".show_judging_progress", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/sheets/<int:sheet_id>/reopen")
@requires(*OVERSEERS)
def reopen_sheet(stage_id: int, sheet_id: int) -> ResponseReturnValue:
    """Let a judge change a sealed sheet, with a reason."""
    sheet = _sheet(stage_id, sheet_id)
    with transaction():
        sheet_operations.reopen_sheet(sheet, reason=request.form.get("reason"), by=acting())
        flash(f"{sheet.audit_label}的评分表已解封，原有分数保留。", "success")
    return redirect(url_for(".show_judging_progress", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/sheets/<int:sheet_id>/recuse")
@requires(*OVERSEERS)
def recuse_judge(stage_id: int, sheet_id: int) -> ResponseReturnValue:
    """Take a judge from one contestant, with a reason."""
    sheet = _sheet(stage_id, sheet_id)
    with transaction():
        sheet_operations.recuse_judge(sheet, reason=request.form.get("reason"), by=acting())
        flash(f"{sheet.audit_label}：已登记回避。", "success")
    return redirect(url_for(".show_judging_progress", stage_id=stage_id))


def _arranged(stage_id: int) -> Stage:
    return fetch(stages_arranged_by(acting()).where(Stage.id == stage_id))


def _sheet(stage_id: int, sheet_id: int) -> Sheet:
    """A sheet of a stage that this account runs. Whether it heads this very panel is asked by the operation."""
    stage = fetch(stages_run_by(acting()).where(Stage.id == stage_id))
    own = panel_ids_of(stage)
    return fetch(select(Sheet).join(Sheet.subject).where(Sheet.id == sheet_id, Subject.panel_id.in_(own)))


def _judge_form(stage: Stage) -> JudgeForm:
    form = JudgeForm()
    accounts = {
        one.id: f"{one.display_name}（{one.username}）" for one in session.scalars(judges_available_to(acting()))
    }
    form.offer({module.id: module.title for module in stage.modules}, accounts)
    return form


def _chosen(stage: Stage, module_id: int) -> list[Module]:
    chosen = [module for module in stage.modules if module_id in (ALL_MODULES, module.id)]
    if not chosen:
        raise NotFound
    return chosen


def _show_panels(stage: Stage, form: JudgeForm) -> ResponseReturnValue:
    seated = {one.module_id: one.panel for one in panels_of(stage)}
    gaps = {gap.module.id: gap for gap in gaps_of(stage)}
    accounts = {member.account_id: member.account for panel in seated.values() for member in panel.members}
    page = render_template(
        "competitions/judging/form_panels.html",
        stage=stage,
        form=form,
        panels=seated,
        recusals=recusals(stage, list(accounts.values())),
        gaps=gaps,
        replacements={module_id: replacements(gap, by=acting()) for module_id, gap in gaps.items()},
    )
    return page, 422 if form.errors else 200
