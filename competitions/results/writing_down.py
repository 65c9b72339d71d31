"""Writing down what a correction changes: on sealed sheets, appearances, times and penalties."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from competitions.judging.models import Appearance, ModuleTime, Penalty, TieDecision
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Stage
from competitions.results.changes import (
    AppearanceChange,
    Change,
    MarkChange,
    PenaltyChange,
    PenaltyWithdrawal,
    TieChange,
    TimeChange,
)
from foundation import audit, clock
from foundation.database import fetch, session
from marking.sheets.corrections import correct_sheet
from marking.sheets.models import Sheet
from people.accounts.models import Account


def write_changes(stage: Stage, changes: Sequence[Change], *, reason: str, proposed_by: Account, by: Account) -> None:
    """Write down all `changes`, each sheet once. Raises `Refused` if a sheet is no longer sealed."""
    marks: dict[int, dict[int, Decimal]] = defaultdict(dict)
    ties = [change for change in changes if isinstance(change, TieChange)]
    for change in changes:
        match change:
            case MarkChange():
                marks[change.sheet_id][change.criterion_id] = Decimal(change.value)
            case AppearanceChange():
                _write_appearance(stage, change, reason, by)
            case TimeChange():
                _write_time(stage, change, reason, by)
            case PenaltyChange():
                _write_penalty(change, reason, by)
            case PenaltyWithdrawal():
                _withdraw_penalty(change, reason, by)
    for category_id in {tie.category_id for tie in ties}:
        _write_tie(stage, [tie for tie in ties if tie.category_id == category_id], proposed_by, by)
    for sheet_id, values in marks.items():
        correct_sheet(session.get_one(Sheet, sheet_id), values, reason=reason, by=by)


def _write_appearance(stage: Stage, change: AppearanceChange, reason: str, by: Account) -> None:
    appearance = _appearance(stage, change.entry)
    appearance.status, appearance.reason = AppearanceStatus(change.status), change.reason
    appearance.stated_at = clock.now()
    changes = audit.pending_changes(appearance)
    audit.record("correct_appearance", appearance, by=by, reason=reason, changes=changes)


def _write_time(stage: Stage, change: TimeChange, reason: str, by: Account) -> None:
    timed: Appearance | ModuleTime
    if change.module_id is None:
        timed = _appearance(stage, change.entry)
    else:
        entry_id = int(change.entry)
        known = select(ModuleTime).where(ModuleTime.module_id == change.module_id, ModuleTime.entry_id == entry_id)
        timed = fetch(known.with_for_update())
    timed.seconds, timed.stated_at = Decimal(change.seconds), clock.now()
    audit.record("record_time", timed, by=by, reason=reason, changes=audit.pending_changes(timed))


def _write_tie(stage: Stage, ties: Sequence[TieChange], proposed_by: Account, by: Account) -> None:
    """Who proposed the correction decided the order, who applies it confirms; the newest decision counts."""
    decision = TieDecision(
        stage_id=stage.id,
        category_id=ties[0].category_id,
        order=[int(tie.entry) for tie in sorted(ties, key=lambda tie: tie.order)],
        basis=ties[0].basis,
        decided_by=proposed_by.id,
        confirmed_by=by.id,
        confirmed_at=clock.now(),
    )
    session.add(decision)
    audit.record("decide_tie", decision, by=by, reason=decision.basis)


def _write_penalty(change: PenaltyChange, reason: str, by: Account) -> None:
    penalty = Penalty(
        module_id=change.module_id,
        entry_id=int(change.entry),
        points=Decimal(change.points),
        reason=change.reason,
        stated_by=by.id,
    )
    session.add(penalty)
    audit.record("add_penalty", penalty, by=by, reason=reason, changes={"points": (None, penalty.points)})


def _withdraw_penalty(change: PenaltyWithdrawal, reason: str, by: Account) -> None:
    penalty = session.get_one(Penalty, change.penalty_id, with_for_update=True, populate_existing=True)
    penalty.withdrawn_at, penalty.withdrawn_by, penalty.withdrawal_reason = clock.now(), by.id, reason
    audit.record("withdraw_penalty", penalty, by=by, reason=reason, changes={"points": (penalty.points, None)})


def _appearance(stage: Stage, entry: str) -> Appearance:
    stated = select(Appearance).where(Appearance.stage_id == stage.id, Appearance.entry_id == int(entry))
    return fetch(stated.with_for_update())
