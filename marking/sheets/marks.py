"""Marks as a rater's device sends them: operations that are applied once.

What happened to an operation is its outcome, also when it was refused: nothing that a judge wrote is lost, and a late
mark waits for the chief judge.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from sqlalchemy.exc import IntegrityError

from foundation.database import transaction
from foundation.outbox import Operation, Outcome, apply_each_once
from marking.sheets.payloads import DECLARE, MARK, SEAL
from marking.sheets.sealing import apply_declaration, apply_seal
from marking.sheets.writing import Desk
from people.accounts.models import Account

STREAM = "marks"


def apply_marks(operations: Sequence[Operation], *, by: Account) -> list[Outcome]:
    """Apply each operation once, in their order. Marks that follow one another share a transaction; a seal has its own.

    An outcome has `op_id` and a `status`: "saved" with the new `rev` (or what was sealed); "conflict" with the `value`
    and `rev` that stand; "late" with a `message`; or "refused" with a `code` and a `message` for the judge.
    The same operation again gets the same outcome.
    """
    rater_id = by.id  # before a transaction begins, which reads everything again
    outcomes: list[Outcome] = []
    for are_marks, group in groupby(operations, key=_is_mark):
        if are_marks:
            outcomes += _once_more(partial(_write_together, list(group), rater_id))
        else:
            for one in group:
                outcomes += _once_more(partial(_apply_alone, one, by, rater_id))
    return outcomes


def write_marks(operations: Sequence[Operation], *, by: int) -> list[Outcome]:
    """Apply operations that are all marks of the rater with this id inside the running transaction, each once."""
    desk = Desk(operations, by)
    outcomes = apply_each_once(operations, desk.write, stream=STREAM, by=by)
    desk.finish()
    return outcomes


def _once_more(work: Callable[[], list[Outcome]]) -> list[Outcome]:
    try:
        return work()
    except IntegrityError:
        # The same operation arrived by another connection at the same moment and was first: its outcome is known now.
        return work()


def _write_together(operations: Sequence[Operation], rater_id: int) -> list[Outcome]:
    with transaction():
        return write_marks(operations, by=rater_id)


def _apply_alone(operation: Operation, by: Account, rater_id: int) -> list[Outcome]:
    apply = {SEAL: apply_seal, DECLARE: apply_declaration}[operation.payload["kind"]]
    with transaction():
        return apply_each_once([operation], lambda one: apply(one, by=by), stream=STREAM, by=rater_id)


def _is_mark(operation: Operation) -> bool:
    kind: str = operation.payload.get("kind", MARK)
    return kind == MARK
