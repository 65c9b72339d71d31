"""Pages of the chief judge and the officer: marks that came too late, and what the judges have signed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from competitions.judging.queries import panel_ids_of, stages_overseen_by, stages_run_by
from competitions.judging.routes import bp
from competitions.planning.models import Stage
from foundation.database import fetch, session, transaction
from marking.panels.models import Panel, Subject
from marking.panels.queries import panels_with
from marking.panels.rules import Duty
from marking.sheets.late_marks import accept_late_mark as accept
from marking.sheets.late_marks import dismiss_late_mark as dismiss
from marking.sheets.late_marks import late_marks_of
from marking.sheets.models import LateMark, Sheet
from marking.sheets.queries import standing_values
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

DECIDERS = (Permission.PANEL_EDIT, Permission.JUDGING_OVERSEE)


@bp.get("/stages/<int:stage_id>/late-marks")
@requires(*DECIDERS)
def list_late_marks(stage_id: int) -> ResponseReturnValue:
    """The marks that came after their sheet was sealed, with both values and both times."""
    stage = fetch(stages_run_by(acting()).where(Stage.id == stage_id))
    late = session.scalars(late_marks_of(_panels_of(stage))).all()
    return render_template(
        "competitions/judging/list_late_marks.html",
        stage=stage,
        late=late,
        standing=standing_values({one.sheet_id for one in late}),
    )


@bp.post("/stages/<int:stage_id>/late-marks/<int:late_id>/accept")
@requires(*DECIDERS)
def accept_late_mark(stage_id: int, late_id: int) -> ResponseReturnValue:
    """Let the late value stand; the judge signs the sheet again."""
    late = _late_mark(stage_id, late_id)
    with transaction():
        accept(late, reason=request.form.get("reason"), by=acting())
        flash(f"{late.audit_label}：已采纳，评分表已解封，须由该裁判核对后重新签名封存。", "success")
    return redirect(url_for(".list_late_marks", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/late-marks/<int:late_id>/dismiss")
@requires(*DECIDERS)
def dismiss_late_mark(stage_id: int, late_id: int) -> ResponseReturnValue:
    """Leave the marks as they stand."""
    late = _late_mark(stage_id, late_id)
    with transaction():
        dismiss(late, reason=request.form.get("reason"), by=acting())
        flash(f"{late.audit_label}：不予采纳，原分数不变。", "success")
    return redirect(url_for(".list_late_marks", stage_id=stage_id))


@bp.get("/stages/<int:stage_id>/sheets/<int:sheet_id>/seals")
@requires(*DECIDERS)
def list_seals(stage_id: int, sheet_id: int) -> ResponseReturnValue:
    """Every version of a sheet as it was signed, with the signature."""
    stage = fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))
    own = panel_ids_of(stage)
    query = select(Sheet).join(Sheet.subject).where(Sheet.id == sheet_id, Subject.panel_id.in_(own))
    sheet = fetch(query.options(selectinload(Sheet.seals)))
    return render_template("competitions/judging/list_seals.html", stage=stage, sheet=sheet)


def _panels_of(stage: Stage) -> list[int]:
    """The panels of a stage whose late marks this account decides: all as officer, else those it heads."""
    query = select(Panel.id).where(Panel.id.in_(panel_ids_of(stage)))
    if not acting().may_at(Permission.PANEL_EDIT, stage.organisation_path):
        query = query.where(Panel.id.in_(panels_with(acting(), Duty.CHIEF)))
    return list(session.scalars(query))


def _late_mark(stage_id: int, late_id: int) -> LateMark:
    stage = fetch(stages_run_by(acting()).where(Stage.id == stage_id))
    return fetch(late_marks_of(_panels_of(stage)).where(LateMark.id == late_id))
