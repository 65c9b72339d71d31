"""Writing marks: the sheets of a message are held and read at once, then each operation is weighed on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, select, update
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from foundation import chain, clock
from foundation.database import session
from foundation.outbox import Declined, Operation, Outcome
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
from people.organisations.models import Organisation
from people.persons.models import Person


@dataclass
class Line:
    """A criterion on one sheet and the mark that stands there; `rev` 0: none ever did."""

    criterion: Criterion
    mark_id: int | None
    value: Decimal | None
    rev: int
    op_id: str | None
    written: bool = False

    def write(self, value: Decimal | None, op_id: str) -> None:
        """The next revision."""
        self.value, self.op_id, self.written = value, op_id, True
        self.rev += 1

    def known_to(self, operation: Operation, value: Decimal | None) -> bool:
        """Whether the judge knew the mark that stands, or wants what stands anyway."""
        payload = operation.payload
        if self.rev == 0 or self.rev == payload["base_rev"]:
            return bool(self.rev == payload["base_rev"])
        return self.op_id == payload.get("after") or self.value == value


class Desk:
    """The sheets that one message of a judge writes on, held until the transaction ends.

    They are held in order of their numbers, so that two messages never wait for each other.
    """

    def __init__(self, operations: Sequence[Operation], rater_id: int) -> None:
        sheets = _held({one.payload["sheet"] for one in operations}, rater_id)
        self._sheets = {sheet.id: (sheet, seat) for sheet, seat in sheets}
        self._lines = _lines(self._sheets, {one.payload["criterion"] for one in operations})
        self._log: dict[str, list[tuple[str, dict[str, Any]]]] = {}

    def write(self, operation: Operation) -> Outcome:
        """Write one mark: `{sheet, criterion, value, base_rev, after}`; `value` None clears it.

        It is written if the judge knew the mark that stands: `base_rev` is its revision, or `after` the operation that
        set it (his own earlier one, not yet answered). Otherwise the outcome is a conflict and the judge chooses.
        Raises `Declined`, before anything is written, if the mark cannot stand there.
        """
        sheet, seat = self._sheets.get(operation.payload["sheet"], (None, 0))
        if sheet is None:
            raise NOT_YOURS
        line = self._lines.get((sheet.id, operation.payload["criterion"]))
        if line is None:
            raise Declined("unknown-criterion", "评分细则里没有这个评分项，没有保存。请刷新页面。")
        if sheet.subject.panel.source is not MarkSource.TABLET:
            raise Declined("not-by-tablet", "这个模块不在平板上评分，没有保存。请按裁判长的安排评分。")
        value = read_written(operation.payload["value"], line.criterion)
        if _is_late(sheet):
            return keep_late_mark(operation, sheet, line.criterion, value, stood=line.value, rev=line.rev)
        require_writable(sheet)
        if not line.known_to(operation, value):
            return {"status": "conflict", "value": plain(line.value), "rev": line.rev}
        line.write(value, operation.op_id)
        self._note(operation, sheet, seat, line)
        return {"status": "saved", "rev": line.rev}

    def finish(self) -> None:
        """Store what was written, and append it to the logs of the panels. Last in the transaction."""
        now = clock.now()
        written = [(sheet_id, line) for (sheet_id, _criterion), line in self._lines.items() if line.written]
        new = [
            {"sheet_id": sheet_id, "criterion_id": line.criterion.id, **_columns(line), "at": now}
            for sheet_id, line in written
            if line.mark_id is None
        ]
        changed = [{"id": line.mark_id, **_columns(line), "at": now} for _, line in written if line.mark_id]
        if new:
            session.execute(insert(Mark), new)
        if changed:
            session.execute(update(Mark), changed)
        for name in sorted(self._log):
            chain.append_all(name, self._log[name])

    def _note(self, operation: Operation, sheet: Sheet, seat: int, line: Line) -> None:
        facts = {"criterion": line.criterion.code, "value": plain(line.value), "rev": line.rev}
        discussed = {"discussed": True} if operation.payload.get("discussed") else {}
        whole = {**facts_of(sheet, seat), **facts, **discussed, **device_facts(operation)}
        self._log.setdefault(panel_log(sheet.subject.panel_id), []).append(("mark", whole))


def _held(sheet_ids: Collection[int], rater_id: int) -> Sequence[Any]:
    """The rater's own among these sheets, with his seat and all that says whether he must step aside."""
    return session.execute(_held_query(), {"sheets": list(sheet_ids), "rater": rater_id}).unique().all()


@cache  # building it anew for every mark would cost as much as running it
def _held_query() -> Select[Sheet, int]:
    account = joinedload(PanelMember.account)
    return (
        select(Sheet, SEAT)
        .join(Sheet.member)
        .join(Sheet.subject)
        .join(Subject.panel)
        .where(PanelMember.account_id == bindparam("rater"), Sheet.id.in_(bindparam("sheets", expanding=True)))
        .options(
            contains_eager(Sheet.member).options(
                account.load_only(Account.organisation_id, Account.person_id),
                account.options(lazyload(Account.organisation), lazyload(Account.grants)),
                account.joinedload(Account.person).load_only(Person.employer_id),
                joinedload(PanelMember.conflicts),
            ),
            contains_eager(Sheet.subject).contains_eager(Subject.panel),
            contains_eager(Sheet.subject).joinedload(Subject.organisation).load_only(Organisation.name),
        )
        .order_by(Sheet.id)
        .with_for_update(of=Sheet)
    )


def _lines(sheet_ids: Collection[int], criterion_ids: Collection[int]) -> dict[tuple[int, int], Line]:
    """Asked once the sheets are held: what was read together with them may have been changed by whoever held them."""
    found = session.execute(_lines_query(), {"sheets": list(sheet_ids), "criteria": list(criterion_ids)})
    return {
        (sheet_id, criterion.id): Line(criterion, mark_id, value, rev or 0, op_id)
        for sheet_id, criterion, mark_id, value, rev, op_id in found
    }


@cache
def _lines_query() -> Select[*tuple[Any, ...]]:
    return (
        select(Sheet.id, Criterion, Mark.id, Mark.value, Mark.rev, Mark.op_id)
        .join(Sheet.subject)
        .join(Subject.panel)
        .join(Criterion, Criterion.scheme_id == Panel.scheme_id)
        .outerjoin(Mark, and_(Mark.criterion_id == Criterion.id, Mark.sheet_id == Sheet.id))
        .where(
            Sheet.id.in_(bindparam("sheets", expanding=True)), Criterion.id.in_(bindparam("criteria", expanding=True))
        )
    )


def _columns(line: Line) -> dict[str, Any]:
    return {"value": line.value, "rev": line.rev, "op_id": line.op_id}


def _is_late(sheet: Sheet) -> bool:
    return sheet.state is SheetState.SEALED or (
        sheet.state is SheetState.OPEN and sheet.subject.panel.state is not PanelState.OPEN
    )
