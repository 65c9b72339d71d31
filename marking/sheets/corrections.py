"""Correcting sealed sheets by a decision: a new sealed version beside the old ones, which stay as they were signed."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select

from foundation import clock
from foundation.database import session
from foundation.errors import Refused
from foundation.lifecycle import advance
from foundation.outbox import DeviceOperation
from marking.sheets.journal import log
from marking.sheets.models import Mark, Sheet
from marking.sheets.queries import hold_sheet, sheet_lines
from marking.sheets.rules import SheetState
from marking.sheets.seals import plain, seal
from people.accounts.models import Account

STREAM = "corrections"


def correct_sheet(sheet: Sheet, values: Mapping[int, Decimal], *, reason: str, by: Account) -> None:
    """Write `values` (by criterion) on a sealed sheet and seal it again in the name of `by`, who decided it.

    The panel stays closed: this is the way for what a ruling or a review found, not for judging again. Whether `by`
    may decide and the values are possible was asked before. Raises `Refused` if the sheet is not sealed.
    """
    held = hold_sheet(select(Sheet).where(Sheet.id == sheet.id))
    if held is None or held.state is not SheetState.SEALED:
        raise Refused(f"{sheet.subject.label}的评分表没有封存，不能更正。请刷新页面查看最新状态。")
    before = {line.criterion.id: line.value for line in sheet_lines(sheet)}
    sheet.sealed_at = None
    advance(sheet, "reopen_sheet", by=by, reason=reason)
    _write(sheet, values, by)
    session.flush()
    session.expire(sheet, ["marks"])
    lines = sheet_lines(sheet)
    seal(sheet, lines, reason=reason, by=by)
    changed = {
        line.criterion.code: [plain(before[line.criterion.id]), plain(line.value)]
        for line in lines
        if before[line.criterion.id] != line.value
    }
    log(sheet, "correction", marks=changed, version=sheet.version)


def _write(sheet: Sheet, values: Mapping[int, Decimal], by: Account) -> None:
    operation = DeviceOperation(
        op_id=str(uuid4()),
        stream=STREAM,
        actor_id=by.id,
        device="server",
        seq=sheet.version,
        payload={"sheet": sheet.id, "marks": {str(key): plain(value) for key, value in values.items()}},
        made_at=clock.now(),
        outcome={"status": "saved"},
    )
    session.add(operation)
    session.flush()
    marks = {mark.criterion_id: mark for mark in sheet.marks}
    for criterion_id, value in values.items():
        mark = marks.get(criterion_id) or Mark(sheet_id=sheet.id, criterion_id=criterion_id, rev=0)
        session.add(mark)
        mark.value, mark.op_id, mark.at = value, operation.op_id, clock.now()
        mark.rev += 1
