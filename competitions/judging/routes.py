"""Pages of a judge: his tasks, his contestants, the score sheet."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from competitions.judging.forms import SealForm
from competitions.judging.models import ModulePanel
from competitions.judging.progress import fillable, own_sheets, tasks_of
from competitions.judging.queries import appearances_of, excused_references
from foundation.database import fetch, transaction
from marking.panels.queries import panels_with
from marking.panels.rules import Duty
from marking.sheets import operations
from marking.sheets.models import Sheet
from marking.sheets.queries import count_marked, sheet_lines, sheet_total, sheets_visible_to
from marking.sheets.rules import SheetState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("judging", __name__)


@bp.get("/judging")
@requires(Permission.SHEET_MARK)
def list_my_panels():
    """The judge's tasks with their progress."""
    return render_template("competitions/judging/list_my_panels.html", tasks=tasks_of(acting()))


@bp.get("/judging/panels/<int:panel_id>")
@requires(Permission.SHEET_MARK)
def mark_panel(panel_id: int):
    """The contestants that this judge marks on one panel."""
    seated = _own_panel(panel_id)
    stage = seated.module.stage
    sheets = own_sheets(acting(), seated.panel)
    excused = excused_references(stage)
    walk = fillable(sheets, excused)
    unsealed = [sheet for sheet in walk if sheet.state is SheetState.OPEN]
    return render_template(
        "competitions/judging/mark_panel.html",
        walk=walk,
        unsealed=unsealed,
        seated=seated,
        sheets=sheets,
        marked={sheet.id: count_marked(sheet) for sheet in sheets},
        totals={sheet.id: sheet_total(sheet) for sheet in sheets},
        appearances={str(entry_id): one for entry_id, one in appearances_of(stage).items()},
        excused=excused,
    )


@bp.get("/judging/sheets/<int:sheet_id>")
@requires(Permission.SHEET_MARK)
def mark_sheet(sheet_id: int):
    """The score sheet on the tablet."""
    sheet = _own_sheet(sheet_id)
    seated = _own_panel(sheet.subject.panel_id)
    excused = excused_references(seated.module.stage)
    walk = fillable(own_sheets(acting(), seated.panel), excused)
    at = next((number for number, one in enumerate(walk) if one.id == sheet.id), None)
    return render_template(
        "competitions/judging/mark_sheet.html",
        sheet=sheet,
        seated=seated,
        lines=sheet_lines(sheet),
        total=sheet_total(sheet),
        excused=sheet.subject.reference in excused,
        at=at,
        walk=walk,
        form=SealForm(),
    )


@bp.post("/judging/sheets/<int:sheet_id>/seal")
@requires(Permission.SHEET_MARK)
def seal_sheet(sheet_id: int):
    """The judge signs the sheet as he saw it."""
    sheet, form = _own_sheet(sheet_id), SealForm()
    with transaction():
        form.claim()
        operations.seal_sheet(sheet, seen=form.revisions(), by=acting())
        flash(f"{sheet.subject.label}的评分表已封存。", "success")
        return redirect(url_for(".mark_panel", panel_id=sheet.subject.panel_id))


def _own_sheet(sheet_id: int) -> Sheet:
    return fetch(sheets_visible_to(acting()).where(Sheet.id == sheet_id).options(selectinload(Sheet.marks)))


def _own_panel(panel_id: int) -> ModulePanel:
    own = panels_with(acting(), Duty.MARKING)
    return fetch(select(ModulePanel).where(ModulePanel.panel_id == panel_id, ModulePanel.panel_id.in_(own)))
