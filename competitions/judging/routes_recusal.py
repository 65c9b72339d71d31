"""Pages of recusal (回避): what a judge declares, what an officer records, and seating a substitute with one click."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competitions.judging import operations
from competitions.judging.forms_recusal import ConflictForm
from competitions.judging.queries import judges_available_to, stages_arranged_by
from competitions.judging.routes import bp
from competitions.planning.models import Module, Stage
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from marking.panels.models import Conflict
from marking.panels.queries import conflicts_of
from marking.sheets import recusal
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission


@bp.route("/judging/conflicts", methods=["GET", "POST"])
@requires(Permission.SHEET_MARK)
def declare_conflict() -> ResponseReturnValue:
    """The judge states from whom he must step aside; the answer never tells whether any such person competes."""
    form = ConflictForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            recusal.declare_conflict(acting(), **form.facts())
            flash("已登记。凡与此有关的评分任务都会自动回避，不会另行通知。", "success")
            return redirect(url_for(".declare_conflict"))
    declared = session.scalars(conflicts_of(acting())).all()
    page = render_template("competitions/judging/declare_conflict.html", form=form, conflicts=declared)
    return page, 422 if form.errors else 200


@bp.route("/judging/judges/<int:account_id>/conflicts", methods=["GET", "POST"])
@requires(Permission.PANEL_EDIT)
def record_conflict(account_id: int) -> ResponseReturnValue:
    """The officer states from whom a judge must step aside."""
    judge, form = _judge(account_id), ConflictForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            recusal.record_conflict(judge, **form.facts(), by=acting())
            flash(f"已登记{judge.display_name}的回避关系，尚未封存的评分表已自动回避。", "success")
            return redirect(url_for(".record_conflict", account_id=account_id))
    recorded = session.scalars(conflicts_of(judge)).all()
    page = render_template("competitions/judging/record_conflict.html", form=form, judge=judge, conflicts=recorded)
    return page, 422 if form.errors else 200


@bp.post("/judging/conflicts/<int:conflict_id>/withdraw")
@requires(Permission.PANEL_EDIT)
def withdraw_conflict(conflict_id: int) -> ResponseReturnValue:
    """Take a conflict back that was recorded by mistake."""
    conflict = session.get(Conflict, conflict_id)
    if conflict is None:
        raise NotFound
    judge = _judge(conflict.account_id)
    with transaction():
        recusal.withdraw_conflict(conflict, reason=request.form.get("reason", ""), by=acting())
    flash("回避登记已撤回。已经回避的评分表不恢复。", "success")
    return redirect(url_for(".record_conflict", account_id=judge.id))


@bp.post("/stages/<int:stage_id>/modules/<int:module_id>/substitutes/<int:account_id>")
@requires(Permission.PANEL_EDIT)
def seat_substitute(stage_id: int, module_id: int, account_id: int) -> ResponseReturnValue:
    """Let a judge mark those whom recusal leaves with too few judges."""
    stage = fetch(stages_arranged_by(acting()).where(Stage.id == stage_id))
    module = next((one for one in stage.modules if one.id == module_id), None)
    if module is None:
        raise NotFound
    with transaction():
        account = _judge(account_id)
        opened = operations.seat_substitute(session.get_one(Module, module_id), account, by=acting())
        now = f"已为他开出 {opened} 张评分表。" if opened else "开始评分时为他开出评分表。"
        flash(f"{account.display_name}已任替补裁判，只评回避后裁判不足的选手。{now}", "success")
    return redirect(url_for(".form_panels", stage_id=stage_id))


def _judge(account_id: int) -> Account:
    return fetch(judges_available_to(acting()).where(Account.id == account_id))
