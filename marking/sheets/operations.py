"""Sealing sheets, the sanctioned way back, and stepping aside."""

from collections.abc import Sequence

from foundation.database import lock
from foundation.errors import NotAllowed
from foundation.lifecycle import advance
from foundation.outbox import Declined, Operation
from marking.panels.queries import is_chief, recused_from
from marking.panels.rules import PanelState
from marking.sheets.journal import device_facts, log
from marking.sheets.models import Seal, Sheet
from marking.sheets.queries import SheetLine, far_apart, hold_sheet, sheet_lines, sheets_visible_to
from marking.sheets.rules import SHEET_STATE_TITLES, SheetState, reasons_against_sealing
from marking.sheets.seals import Strokes, seal
from people.accounts.models import Account
from people.accounts.rules import Permission

FORMS_PANELS = (Permission.PANEL_EDIT, Permission.SITTING_PLAN, Permission.REVIEW_RUN)
"""With which permission a panel is formed: of judges, of assessors, of experts."""


def seal_sheet(sheet: Sheet, *, by: Account) -> Seal:
    """The rater closes his sheet without a signature; from now on only the chief judge can reopen it.

    Raises `Declined`, naming every criterion without a mark.
    """
    if hold_sheet(sheets_visible_to(by).where(Sheet.id == sheet.id)) is None:
        raise NotAllowed
    lines = sheet_lines(sheet)
    require_sealable(sheet, lines)
    return seal(sheet, lines, by=by)


def sign_sheet(sheet: Sheet, signature: Strokes, *, operation: Operation, by: Account) -> Seal:
    """Seal a sheet that was signed on the glass. The caller holds it and has compared the marks that were seen."""
    lines = sheet_lines(sheet)
    require_sealable(sheet, lines)
    return seal(sheet, lines, signature=signature, operation=operation, by=by)


def require_sealable(sheet: Sheet, lines: Sequence[SheetLine]) -> None:
    """Raises `Declined` with every reason against sealing, and the criteria concerned."""
    require_writable(sheet)
    label = sheet.subject.label
    unmarked = [line.criterion for line in lines if line.value is None]
    if unmarked:
        reasons = reasons_against_sealing([criterion.title for criterion in unmarked])
        message = f"{label}的评分表还有 {len(reasons)} 项没有打分，不能封存。"
        raise Declined("incomplete", message, reasons=reasons, criteria=[criterion.id for criterion in unmarked])
    if apart := far_apart([sheet.id]).get(sheet.id):
        titles = "、".join(criterion.title for criterion in apart)
        message = f"{label}的“{titles}”各裁判相差过大或测量不一致，不能封存。请合议后重新打分；已封存的请裁判长解封。"
        raise Declined("spread", message, criteria=[criterion.id for criterion in apart])


def reopen_sheet(sheet: Sheet, *, reason: str | None, by: Account) -> None:
    """Let a sealed sheet be changed: by the chief judge or the officer in charge, with a reason. The marks are kept."""
    require_overseer(sheet, by)
    lock(sheet.subject.panel)  # not while the panel is being closed
    require_running(lock(sheet))
    reopen(sheet, reason=reason, by=by)


def reopen(sheet: Sheet, *, reason: str | None, by: Account) -> None:
    """Open a held sheet again. Who may was asked before."""
    sheet.sealed_at = None
    advance(sheet, "reopen_sheet", by=by, reason=reason)
    log(sheet, "reopen", version=sheet.version)


def recuse_judge(sheet: Sheet, *, reason: str | None, by: Account) -> None:
    """Take a rater from one subject (回避). What he may have marked no longer counts."""
    require_overseer(sheet, by)
    require_running(lock(sheet))
    advance(sheet, "recuse_judge", by=by, reason=reason)
    log(sheet, "recuse")


def require_overseer(sheet: Sheet, by: Account) -> None:
    """Raises `NotAllowed` unless `by` heads the panel or forms panels for its organisation."""
    panel = sheet.subject.panel
    if not is_chief(by, panel) and not any(by.may_at(one, panel.organisation_path) for one in FORMS_PANELS):
        raise NotAllowed


def declare_recusal(sheet: Sheet, *, reason: str | None, operation: Operation | None = None, by: Account) -> None:
    """The rater steps aside from a subject by himself, with a reason (主动回避). He does not return to it."""
    if hold_sheet(sheets_visible_to(by).where(Sheet.id == sheet.id)) is None:
        raise NotAllowed
    require_state(sheet)
    require_running(sheet)
    advance(sheet, "declare_recusal", by=by, reason=reason)
    log(sheet, "declare", **device_facts(operation))


def require_writable(sheet: Sheet) -> None:
    """Raises `Declined` if the sheet is not open, the panel has ended, or its rater must step aside by now."""
    require_state(sheet)
    require_running(sheet)
    if recused_from(sheet.member, sheet.subject):
        raise Declined("own-unit", f"{sheet.subject.label}按规定您应当回避，不能评分。请报告裁判长。")


def require_state(sheet: Sheet) -> None:
    """Raises `Declined`, with the state as its code, unless the sheet is open."""
    if sheet.state is not SheetState.OPEN:
        title = SHEET_STATE_TITLES[sheet.state]
        raise Declined(sheet.state.value, f"{sheet.subject.label}的评分表{title}，没有改动。如有疑问，请报告裁判长。")


def require_running(sheet: Sheet) -> None:
    """Raises `Declined` once the panel has ended."""
    if sheet.subject.panel.state is not PanelState.OPEN:
        raise Declined("closed", "这个裁判组已结束评分，评分表不能再改动。如需更正，请联系裁判长重新开放评分。")
