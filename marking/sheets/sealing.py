"""What a tablet asks for beside marks: to seal a sheet as it was seen and signed, and to step aside."""

from collections.abc import Mapping, Sequence

from foundation.outbox import Declined, Operation, Outcome
from marking.sheets.models import Seal, Sheet
from marking.sheets.operations import declare_recusal, sign_sheet
from marking.sheets.queries import SheetLine, hold_sheet, sheet_lines, sheets_visible_to
from marking.sheets.rules import SheetState, read_mark
from marking.sheets.seals import plain
from people.accounts.models import Account

NOT_YOURS = Declined("not-yours", "这张评分表不是您的，没有保存。请返回列表，从“我的评分”进入。")


def apply_seal(operation: Operation, *, by: Account) -> Outcome:
    """Seal a sheet if the marks that stand are those that the judge saw when he signed: `{sheet, marks, signature}`.

    The same marks signed again, on another device, are sealed already: that is no fault.
    """
    sheet = held_sheet(operation, by)
    changed = _changed(sheet_lines(sheet), operation.payload["marks"])
    if sheet.state is SheetState.SEALED and not changed:
        return _sealed(sheet.seals[-1])
    if sheet.state is SheetState.OPEN and changed:
        message = (
            f"{sheet.subject.label}的评分表在另一台设备上被改过，与您签名时看到的不一致，没有封存。请核对后重新签名。"
        )
        raise Declined("changed", message, criteria=changed)
    return _sealed(sign_sheet(sheet, operation.payload["signature"], operation=operation, by=by))


def apply_declaration(operation: Operation, *, by: Account) -> Outcome:
    """Step aside from a contestant, for a reason: `{sheet, reason}`."""
    sheet = held_sheet(operation, by)
    if sheet.state is not SheetState.RECUSED:
        declare_recusal(sheet, reason=operation.payload["reason"], operation=operation, by=by)
    return {"status": "saved"}


def held_sheet(operation: Operation, by: Account) -> Sheet:
    """The judge's own sheet that an operation names, held. Raises `Declined` if it is not his."""
    sheet = hold_sheet(sheets_visible_to(by).where(Sheet.id == operation.payload["sheet"]))
    if sheet is None:
        raise NOT_YOURS
    return sheet


def _changed(lines: Sequence[SheetLine], signed: Mapping[str, str | None]) -> list[int]:
    """The criteria at which what stands is not what was signed. Values count, not revisions."""
    return [
        line.criterion.id
        for line in lines
        if str(line.criterion.id) not in signed or read_mark(signed[str(line.criterion.id)]) != line.value
    ]


def _sealed(made: Seal) -> Outcome:
    return {
        "status": "saved",
        "version": made.version,
        "total": plain(made.total),
        "sealed_at": made.at.isoformat(),
        "digest": made.digest,
    }
