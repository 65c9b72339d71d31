"""Simulated judges (模拟裁判) fill and seal their sheets by a job, in the very messages that tablets send."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, false, select

from competitions.registration.models import Entry
from competitions.rehearsals.models import Rehearsal
from competitions.rehearsals.queries import rehearsal_with, waiting_sheets
from competitions.rehearsals.rules import Hand, written_value
from foundation import clock
from foundation.database import session
from foundation.errors import Refused
from foundation.jobs import Job, JobKind, register
from foundation.outbox import MOST_OPERATIONS, Operation, Outcome, read_operations
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import scoring_criterion
from marking.sheets.marks import apply_marks
from marking.sheets.models import Sheet
from marking.sheets.payloads import MARK, SEAL, read_payload
from marking.sheets.queries import sheet_lines
from marking.sheets.seals import plain

DEVICE = "rehearsal-tablet"
SIGNATURE = [[[40 * place, 200 + 100 * (place % 2)] for place in range(1, 21)]]  # a zigzag that nobody takes for a name


def _waiting(job: Job) -> Select[int]:
    rehearsal = session.get(Rehearsal, job.subject_id)
    return waiting_sheets(rehearsal) if rehearsal else select(Sheet.id).where(false())


def _send(sheet_id: int) -> list[Outcome]:
    """Fill what is empty on the sheet, and seal it: in transactions of their own, as when a tablet sends."""
    sheet = session.get_one(Sheet, sheet_id)
    judge, outcomes = sheet.member.account, []
    operations = list(_operations(sheet))
    for start in range(0, len(operations), MOST_OPERATIONS):
        message = {"operations": operations[start : start + MOST_OPERATIONS]}
        read = read_operations(message, read_payload)
        outcomes += apply_marks([one for one in read if isinstance(one, Operation)], by=judge)
        outcomes += [one.outcome for one in read if not isinstance(one, Operation)]
    return outcomes


def _operations(sheet: Sheet) -> Iterator[dict[str, Any]]:
    rehearsal, module = rehearsal_with(sheet)
    entry, judge = session.get_one(Entry, int(sheet.subject.reference)), sheet.member.account
    hand = Hand(rehearsal.seed, module.code, entry.title, judge.display_name, sheet.subject.panel.spread)
    marks: dict[str, str | None] = {}
    lines = sheet_lines(sheet)
    for seq, line in enumerate(lines, start=1):
        criterion, value = line.criterion, line.value
        if value is None:
            value = written_value(scoring_criterion(criterion_facts(criterion)), hand)
            facts = {"criterion": criterion.id, "value": plain(value), "base_rev": line.rev}
            yield _operation(seq, {"kind": MARK, "sheet": sheet.id, **facts})
        marks[str(criterion.id)] = plain(value)
    yield _operation(len(lines) + 1, {"kind": SEAL, "sheet": sheet.id, "marks": marks, "signature": SIGNATURE})


def _operation(seq: int, payload: dict[str, Any]) -> dict[str, Any]:
    at = clock.now().isoformat()
    return {"op_id": str(uuid4()), "seq": seq, "device": DEVICE, "made_at": at, "payload": payload}


def _conclude(_sheet_id: int, outcomes: list[Outcome]) -> None:
    """Raises `Refused` with what the tablet would have shown, if anything was not saved."""
    faults = [outcome for outcome in outcomes if outcome["status"] != "saved"]
    if faults:
        raise Refused(str(faults[-1].get("message", "同一张评分表正在另一处评分，没有保存。请继续这项任务。")))


def _label(sheet_id: int) -> str:
    return session.get_one(Sheet, sheet_id).audit_label


SIMULATE_JUDGING = register(
    JobKind("simulate_judging", pending=_waiting, prepare=_send, process=_conclude, label=_label)
)
