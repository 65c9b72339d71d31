"""Marks as a rater's device sends them: operations that are applied once, each in a transaction of its own.

What happened to an operation is its outcome, also when it was refused: nothing that a judge wrote is lost, and a late
operation stays in the record for the chief judge to look at.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.outbox import Operation, apply_once
from marking.schemes.models import Criterion
from marking.schemes.rules import mark_fault
from marking.sheets.models import Mark, Sheet
from marking.sheets.operations import require_writable
from marking.sheets.queries import hold_sheet, marked_criterion, sheets_visible_to
from marking.sheets.rules import SHEET_STATE_TITLES, SheetState, read_mark
from people.accounts.models import Account

STREAM = "marks"
MOST_OPERATIONS = 50

Outcome = dict[str, Any]


def apply_marks(operations: Sequence[Operation], *, by: Account) -> list[Outcome]:
    """Apply each operation once, in its own transaction, so that a refused one does not take the others with it.

    An outcome has `op_id` and a `status`: "saved" with the new `rev`; "conflict" with the `value` and `rev` that stand;
    or "refused" with a `code` and a `message` for the judge. The same operation again gets the same outcome.
    """
    return [{"op_id": operation.op_id, **_apply_alone(operation, by)} for operation in operations]


def _apply_alone(operation: Operation, by: Account) -> Outcome:
    try:
        return _apply_in_transaction(operation, by)
    except IntegrityError:
        # The same operation arrived by another connection at the same moment and was first: its outcome is known now.
        return _apply_in_transaction(operation, by)


def _apply_in_transaction(operation: Operation, by: Account) -> Outcome:
    try:
        with transaction():
            return apply_once(operation, _applier(operation.op_id, by), stream=STREAM, by=by)
    except Refused as refusal:
        return _refused("operation-reused", refusal.message)


def _applier(op_id: str, by: Account) -> Callable[[dict[str, Any]], Outcome]:
    return lambda payload: apply_mark(payload, op_id=op_id, by=by)


def apply_mark(payload: dict[str, Any], *, op_id: str, by: Account) -> Outcome:
    """Write one mark: `{sheet, criterion, value, base_rev, after}`; `value` null clears it.

    It is written if the judge knew the mark that stands: `base_rev` is its revision, or `after` the operation that set
    it (his own earlier one, not yet answered). Otherwise the outcome is a conflict and the judge chooses.
    """
    sheet = hold_sheet(sheets_visible_to(by).where(Sheet.id == payload["sheet"]))
    if sheet is None:
        return _refused("not-yours", "这张评分表不是您的，没有保存。请返回列表，从“我的评分”进入。")
    if sheet.state is not SheetState.OPEN:
        title = SHEET_STATE_TITLES[sheet.state]
        return _refused(sheet.state.value, f"{sheet.subject.label}的评分表{title}，这一项没有改动。请报告裁判长。")
    try:
        require_writable(sheet, by)
    except Refused as refusal:
        return _refused("not-writable", refusal.message)
    found = marked_criterion(sheet, payload["criterion"])
    if found is None:
        return _refused("unknown-criterion", "评分细则里没有这个评分项，没有保存。请刷新页面。")
    criterion, mark = found
    return _value_fault(payload["value"], criterion) or _write(sheet, criterion, mark, payload, op_id)


def _value_fault(text: str | None, criterion: Criterion) -> Outcome | None:
    if text is None:
        return None
    value = read_mark(text)
    if value is None:
        return _refused("not-a-number", f"“{criterion.title}”的分数只能用半角数字和小数点，例如 8.5。")
    fault = mark_fault(value, full_mark=criterion.full_mark, step=criterion.step)
    return _refused("out-of-range", f"“{criterion.title}”：{fault}") if fault else None


def _write(sheet: Sheet, criterion: Criterion, mark: Mark | None, payload: dict[str, Any], op_id: str) -> Outcome:
    value = read_mark(payload["value"])
    if not _known(mark, value, payload):
        return {"status": "conflict", "value": _plain(mark), "rev": mark.rev if mark else 0}
    if mark is None:
        mark = Mark(sheet_id=sheet.id, criterion_id=criterion.id, rev=0)
        session.add(mark)
    mark.value, mark.op_id, mark.at = value, op_id, clock.now()
    mark.rev += 1
    return {"status": "saved", "rev": mark.rev}


def _known(mark: Mark | None, value: Decimal | None, payload: dict[str, Any]) -> bool:
    """Whether the judge knew the mark that stands, or wants what stands anyway."""
    if mark is None:
        return bool(payload["base_rev"] == 0)
    return mark.rev == payload["base_rev"] or mark.op_id == payload.get("after") or mark.value == value


def _plain(mark: Mark | None) -> str | None:
    return None if mark is None or mark.value is None else f"{mark.value:f}"


def _refused(code: str, message: str) -> Outcome:
    return {"status": "refused", "code": code, "message": message}
