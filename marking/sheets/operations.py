"""Sealing sheets, the sanctioned way back, and stepping aside."""

from collections.abc import Mapping

from foundation import clock
from foundation.database import lock
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from marking.panels.queries import is_chief, recused_from
from marking.panels.rules import PanelState
from marking.sheets.models import Sheet
from marking.sheets.queries import hold_sheet, sheet_lines, sheets_visible_to
from marking.sheets.rules import reasons_against_sealing
from people.accounts.models import Account
from people.accounts.rules import Permission


def seal_sheet(sheet: Sheet, *, seen: Mapping[int, int] | None = None, by: Account) -> None:
    """The rater signs his sheet; from now on only the chief judge can reopen it.

    `seen` maps each criterion to the revision on the rater's screen: what is sealed is what he saw. Raises `Refused`,
    naming every criterion without a mark, or if a mark has changed since.
    """
    if hold_sheet(sheets_visible_to(by).where(Sheet.id == sheet.id)) is None:
        raise NotAllowed
    require_writable(sheet, by)
    lines = sheet_lines(sheet)
    reasons = reasons_against_sealing([line.criterion.title for line in lines if line.value is None])
    if reasons:
        raise Refused(f"{sheet.subject.label}的评分表还有 {len(reasons)} 项没有打分，不能封存。", reasons=reasons)
    if seen is not None and seen != {line.criterion.id: line.rev for line in lines}:
        raise Refused("评分表在另一台设备上被改过，与您刚才看到的不一致，没有封存。请核对最新分数后再封存。")
    sheet.sealed_at = clock.now()
    sheet.version += 1
    advance(sheet, "seal_sheet", by=by)


def reopen_sheet(sheet: Sheet, *, reason: str | None, by: Account) -> None:
    """Let a sealed sheet be changed: by the chief judge or the officer in charge, with a reason. The marks are kept."""
    require_overseer(sheet, by)
    lock(sheet.subject.panel)  # not while the panel is being closed
    _require_running(lock(sheet))
    sheet.sealed_at = None
    advance(sheet, "reopen_sheet", by=by, reason=reason)


def recuse_judge(sheet: Sheet, *, reason: str | None, by: Account) -> None:
    """Take a rater from one subject (回避). What he may have marked no longer counts."""
    require_overseer(sheet, by)
    _require_running(lock(sheet))
    advance(sheet, "recuse_judge", by=by, reason=reason)


def require_overseer(sheet: Sheet, by: Account) -> None:
    """Raises `NotAllowed` unless `by` heads the panel or forms panels for its organisation."""
    panel = sheet.subject.panel
    if not is_chief(by, panel) and not by.may_at(Permission.PANEL_EDIT, panel.organisation_path):
        raise NotAllowed


def require_writable(sheet: Sheet, by: Account) -> None:
    """Raises `Refused` if the panel has ended, or the rater has come to belong to the subject's own unit."""
    _require_running(sheet)
    if recused_from(by, sheet.subject.organisation_id):
        raise Refused(f"{sheet.subject.label}与您同一单位，您应当回避，不能评分。请报告裁判长。")


def _require_running(sheet: Sheet) -> None:
    if sheet.subject.panel.state is not PanelState.OPEN:
        raise Refused("这个裁判组已结束评分，评分表不能再改动。如需更正，请联系裁判长重新开放评分。")
