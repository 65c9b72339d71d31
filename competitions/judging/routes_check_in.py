"""Pages at the door: who came, who did not, the time used; and score sheets on paper."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.printing.papers import print_document
from competitions.draw.queries import entrant_order, place_at, stations_told
from competitions.draw.rules import Layer
from competitions.judging import operations
from competitions.judging.forms import TimeForm
from competitions.judging.progress import attendance, paper_sheets, present, settled_heats, unstated
from competitions.judging.queries import knows_names, stages_checked_in_by, stages_overseen_by
from competitions.judging.routes import bp
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Stage
from foundation.database import fetch, transaction
from foundation.errors import NotFound, Refused
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

AT_THE_DOOR = (Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE, Permission.SHEET_MARK)


@bp.get("/stages/<int:stage_id>/check-in")
@requires(*AT_THE_DOOR)
def list_appearances(stage_id: int) -> ResponseReturnValue:
    """Everybody who was drawn, and whether they came; while workstations are sealed by name or by workstation."""
    stage = _stage(stage_id)
    entries, told, names = attendance(stage), stations_told(stage), knows_names(acting(), stage)
    stations = told or not names or request.args.get("by") == "workstation"
    if not stations:
        entries = sorted(entries, key=lambda one: entrant_order(one.place))
    return render_template(
        "competitions/judging/list_appearances.html",
        stage=stage,
        entries=entries,
        present=present(entries),
        unstated=unstated(entries),
        stations=stations,
        names=told or not stations,
        both_ways=names and not told,
        settled=settled_heats(stage, entries),
        numbers=not (entries and entries[0].place.draw.hides(Layer.CONTEST_NUMBER)),
    )


@bp.post("/stages/<int:stage_id>/check-in/<who>")
@requires(*AT_THE_DOOR)
def check_in_entry(stage_id: int, who: str) -> ResponseReturnValue:
    """Present or absent, as the button says."""
    stage = _stage(stage_id)
    entry_id = _entry_id(stage, who)
    status = AppearanceStatus.ABSENT if request.form.get("status") == "absent" else AppearanceStatus.PRESENT
    with transaction():
        operations.check_in_entry(stage, entry_id, status, by=acting())
    return _back(stage_id, who)


@bp.post("/stages/<int:stage_id>/check-in/<who>/disqualify")
@requires(*AT_THE_DOOR)
def disqualify_entry(stage_id: int, who: str) -> ResponseReturnValue:
    """Take an entry out of the contest, with a reason."""
    stage = _stage(stage_id)
    entry_id = _entry_id(stage, who)
    with transaction():
        operations.disqualify_entry(stage, entry_id, reason=request.form.get("reason", ""), by=acting())
        flash("已取消资格，原因会写入成绩册。", "success")
    return _back(stage_id, who)


@bp.post("/stages/<int:stage_id>/check-in/<who>/restore")
@requires(*AT_THE_DOOR)
def restore_entry(stage_id: int, who: str) -> ResponseReturnValue:
    """Take a disqualification back, with a reason."""
    stage = _stage(stage_id)
    entry_id = _entry_id(stage, who)
    with transaction():
        operations.restore_entry(stage, entry_id, reason=request.form.get("reason", ""), by=acting())
        flash("已恢复资格。", "success")
    return _back(stage_id, who)


@bp.post("/stages/<int:stage_id>/check-in/<who>/time")
@requires(*AT_THE_DOOR)
def record_time(stage_id: int, who: str) -> ResponseReturnValue:
    """The time an entry used; by workstation only, while it is secret who works there."""
    stage, form = _stage(stage_id), TimeForm()
    entry_id = _entry_id(stage, who)
    if "-" not in who and not stations_told(stage):
        raise NotFound
    if not form.validate_on_submit() or form.seconds.data is None:
        raise Refused("用时应是 0 到 604800 秒之间的数，没有保存。请重新填写。")
    if place_at(stage, who).heat_id not in settled_heats(stage, attendance(stage)):
        raise Refused("这一场的到场情况还没有全部登记，不能按工位登记用时。请先按姓名检录完这一场。")
    with transaction():
        operations.record_time(stage, entry_id, form.seconds.data, by=acting())
    return _back(stage_id, who)


@bp.get("/stages/<int:stage_id>/score-sheets.pdf")
@requires(Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE)
def print_score_sheets(stage_id: int) -> ResponseReturnValue:
    """Empty score sheets on paper, one page a contestant and module, for when the tablets fail."""
    stage = fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))
    printed = print_document("competitions/judging/print_score_sheets.html", paper_sheets(stage))
    return printed, 200, {"Content-Type": "application/pdf", "Content-Disposition": "inline"}


def _stage(stage_id: int) -> Stage:
    return fetch(stages_checked_in_by(acting()).where(Stage.id == stage_id))


def _entry_id(stage: Stage, who: str) -> int:
    """Whom the page spoke of: a workstation ("1-03"), or an entry, for those who may know names there."""
    if "-" not in who and not (stations_told(stage) or knows_names(acting(), stage)):
        raise NotFound
    return place_at(stage, who).entry_id


def _back(stage_id: int, who: str) -> ResponseReturnValue:
    by = "workstation" if "-" in who else None
    return redirect(url_for(".list_appearances", stage_id=stage_id, by=by, _anchor=f"entry-{who}"))
