"""Writing marks: the sheets of a message are held and read at once, then each operation is weighed on them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager

from foundation import chain, clock
from foundation.database import session
from foundation.outbox import Declined, Operation, Outcome, Payload
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.rules import MarkSource, PanelState
from marking.schemes.models import Criterion
from marking.sheets.journal import SEAT, device_facts, facts_of, panel_log
from marking.sheets.late_marks import keep_late_mark
from marking.sheets.models import Mark, Sheet
from marking.sheets.operations import require_writable
from marking.sheets.rules import SheetState
from marking.sheets.sealing import NOT_YOURS
from marking.sheets.seals import plain
from marking.sheets.values import read_written
from people.accounts.models import Account


class Desk:
    """The sheets that one message of a judge writes on, held until the transaction ends.

    They are held in order of their numbers, so that two messages never wait for each other.
    """

    def __init__(self, operations: Sequence[Operation], by: Account) -> None:
        sheet_ids = {operation.payload["sheet"] for operation in operations}
        self._by = by
        self._sheets = {sheet.id: (sheet, seat) for sheet, seat in _held(sheet_ids, by.id)}
        self._marks = _criteria_with_marks(self._sheets, {one.payload["criterion"] for one in operations})
        self._log: list[tuple[str, dict[str, Any]]] = []

    def write(self, operation: Operation) -> Outcome:
        """Write one mark: `{sheet, criterion, value, base_rev, after}`; `value` None clears it.

        It is written if the judge knew the mark that stands: `base_rev` is its revision, or `after` the operation that
        set it (his own earlier one, not yet answered). Otherwise the outcome is a conflict and the judge chooses.
        Raises `Declined`, before anything is written, if the mark cannot stand there.
        """
        payload = operation.payload
        sheet, seat = self._sheets.get(payload["sheet"], (None, 0))
        if sheet is None:
            raise NOT_YOURS
        criterion, mark = self._marks.get((sheet.id, payload["criterion"]), (None, None))
        if criterion is None:
            raise Declined("unknown-criterion", "评分细则里没有这个评分项，没有保存。请刷新页面。")
        if sheet.subject.panel.source is not MarkSource.TABLET:
            raise Declined("not-by-tablet", "这个模块不在平板上评分，没有保存。请按裁判长的安排评分。")
        value = read_written(payload["value"], criterion)
        if _is_late(sheet):
            return keep_late_mark(operation, sheet, criterion, value, mark)
        require_writable(sheet, self._by)
        if not _known(mark, value, payload):
            return {"status": "conflict", "value": plain(mark.value) if mark else None, "rev": mark.rev if mark else 0}
        if mark is None:
            mark = Mark(sheet_id=sheet.id, criterion_id=criterion.id, rev=0)
            session.add(mark)
            self._marks[sheet.id, criterion.id] = criterion, mark
        mark.value, mark.op_id, mark.at = value, operation.op_id, clock.now()
        mark.rev += 1
        self._note(operation, sheet, seat, criterion, mark)
        return {"status": "saved", "rev": mark.rev}

    def log(self) -> None:
        """Append what was written to the logs of the panels, panel by panel. Last in the transaction."""
        for name, facts in sorted(self._log, key=lambda line: line[0]):
            chain.append(name, "mark", facts)

    def _note(self, operation: Operation, sheet: Sheet, seat: int, criterion: Criterion, mark: Mark) -> None:
        facts = {"criterion": criterion.code, "value": plain(mark.value), "rev": mark.rev}
        discussed = {"discussed": True} if operation.payload.get("discussed") else {}
        whole = {**facts_of(sheet, seat), **facts, **discussed, **device_facts(operation)}
        self._log.append((panel_log(sheet.subject.panel_id), whole))


def _held(sheet_ids: set[int], rater_id: int) -> Sequence[Any]:
    query = (
        select(Sheet, SEAT)
        .join(Sheet.member)
        .join(Sheet.subject)
        .join(Subject.panel)
        .where(PanelMember.account_id == rater_id, Sheet.id.in_(sheet_ids))
        .options(contains_eager(Sheet.member), contains_eager(Sheet.subject).contains_eager(Subject.panel))
        .order_by(Sheet.id)
        .with_for_update(of=Sheet)
    )
    return session.execute(query).all()


def _criteria_with_marks(
    sheet_ids: Sequence[int] | dict[int, Any], criterion_ids: set[int]
) -> dict[tuple[int, int], tuple[Criterion, Mark | None]]:
    """Asked once the sheets are held: what was read together with them may have been changed by whoever held them."""
    query = (
        select(Sheet.id, Criterion, Mark)
        .join(Sheet.subject)
        .join(Subject.panel)
        .join(Criterion, Criterion.scheme_id == Panel.scheme_id)
        .outerjoin(Mark, and_(Mark.criterion_id == Criterion.id, Mark.sheet_id == Sheet.id))
        .where(Sheet.id.in_(sheet_ids), Criterion.id.in_(criterion_ids))
    )
    return {(sheet_id, criterion.id): (criterion, mark) for sheet_id, criterion, mark in session.execute(query)}


def _is_late(sheet: Sheet) -> bool:
    return sheet.state is SheetState.SEALED or (
        sheet.state is SheetState.OPEN and sheet.subject.panel.state is not PanelState.OPEN
    )


def _known(mark: Mark | None, value: Decimal | None, payload: Payload) -> bool:
    """Whether the judge knew the mark that stands, or wants what stands anyway."""
    if mark is None:
        return bool(payload["base_rev"] == 0)
    return mark.rev == payload["base_rev"] or mark.op_id == payload.get("after") or mark.value == value
