"""Pages at the door: who came, who did not, the time used; and score sheets on paper."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.printing import print_document
from competitions.judging import operations
from competitions.judging.forms import TimeForm
from competitions.judging.progress import attendance, paper_sheets, present, unstated
from competitions.judging.queries import knows_names, stages_checked_in_by, stages_overseen_by
from competitions.judging.routes import bp
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Stage
from foundation.database import fetch, transaction
from foundation.errors import Refused
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

AT_THE_DOOR = (Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE, Permission.SHEET_MARK)


@bp.get("/stages/<int:stage_id>/check-in")
@requires(*AT_THE_DOOR)
def list_appearances(stage_id: int) -> ResponseReturnValue:
    """Everybody who was drawn, and whether they came."""
    stage = _stage(stage_id)
    entries = attendance(stage)
    return render_template(
        "competitions/judging/list_appearances.html",
        stage=stage,
        entries=entries,
        present=present(entries),
        unstated=unstated(entries),
        names=knows_names(acting(), stage),
    )


@bp.post("/stages/<int:stage_id>/check-in/<int:entry_id>")
@requires(*AT_THE_DOOR)
def check_in_entry(stage_id: int, entry_id: int) -> ResponseReturnValue:
    """Present or absent, as the button says."""
    stage = _stage(stage_id)
    status = AppearanceStatus.ABSENT if request.form.get("status") == "absent" else AppearanceStatus.PRESENT
    with transaction():
        operations.check_in_entry(stage, entry_id, status, by=acting())
    return _back(stage_id, entry_id)


@bp.post("/stages/<int:stage_id>/check-in/<int:entry_id>/disqualify")
@requires(*AT_THE_DOOR)
def disqualify_entry(stage_id: int, entry_id: int) -> ResponseReturnValue:
    """Take an entry out of the contest, with a reason."""
    stage = _stage(stage_id)
    with transaction():
        operations.disqualify_entry(stage, entry_id, reason=request.form.get("reason", ""), by=acting())
        flash("已取消资格，原因会写入成绩册。", "success")
    return _back(stage_id, entry_id)


@bp.post("/stages/<int:stage_id>/check-in/<int:entry_id>/restore")
@requires(*AT_THE_DOOR)
def restore_entry(stage_id: int, entry_id: int) -> ResponseReturnValue:
    """Take a disqualification back, with a reason."""
    stage = _stage(stage_id)
    with transaction():
        operations.restore_entry(stage, entry_id, reason=request.form.get("reason", ""), by=acting())
        flash("已恢复资格。", "success")
    return _back(stage_id, entry_id)


@bp.post("/stages/<int:stage_id>/check-in/<int:entry_id>/time")
@requires(*AT_THE_DOOR)
def record_time(stage_id: int, entry_id: int) -> ResponseReturnValue:
    """The time an entry used."""
    stage, form = _stage(stage_id), TimeForm()
    if not form.validate_on_submit() or form.seconds.data is None:
        raise Refused("用时应是 0 到 604800 秒之间的数，没有保存。请重新填写。")
    with transaction():
        operations.record_time(stage, entry_id, form.seconds.data, by=acting())
    return _back(stage_id, entry_id)


@bp.get("/stages/<int:stage_id>/score-sheets.pdf")
@requires(Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE)
def print_score_sheets(stage_id: int) -> ResponseReturnValue:
    """Empty score sheets on paper, one page a contestant and module, for when the tablets fail."""
    stage = fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))
    printed = print_document("competitions/judging/print_score_sheets.html", paper_sheets(stage))
    return printed, 200, {"Content-Type": "application/pdf", "Content-Disposition": "inline"}


def _stage(stage_id: int) -> Stage:
    return fetch(stages_checked_in_by(acting()).where(Stage.id == stage_id))


def _back(stage_id: int, entry_id: int) -> ResponseReturnValue:
    return redirect(url_for(".list_appearances", stage_id=stage_id, _anchor=f"entry-{entry_id}"))
