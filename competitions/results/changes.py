"""What a correction changes, one change at a time: how it reads, and what it does to the marks that are scored.

A change is worked out on the marks in memory for the preview; only applying the correction writes it down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from competitions.judging.rules import AppearanceStatus
from scoring.marks import Deduction, EntryMarks, EntryStatus

SCORED_AS = {
    AppearanceStatus.PRESENT: EntryStatus.COMPETING,
    AppearanceStatus.ABSENT: EntryStatus.ABSENT,
    AppearanceStatus.DISQUALIFIED: EntryStatus.DISQUALIFIED,
}


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One mark on one sealed sheet. `module`, `judge` and `criterion` are the codes of `EntryMarks`."""

    entry: str
    words: str
    module: str
    judge: str
    criterion: str
    sheet_id: int
    criterion_id: int
    value: str

    def changed(self, marks: EntryMarks) -> EntryMarks:
        """`marks` with this mark in place."""
        judges = dict(marks.sheets[self.module])
        judges[self.judge] = dict(judges[self.judge] or {}) | {self.criterion: Decimal(self.value)}
        return replace(marks, sheets={**marks.sheets, self.module: judges})


@dataclass(frozen=True, slots=True)
class AppearanceChange:
    """What became of an entry: disqualified, restored, absent after all. `reason` stands in the result."""

    entry: str
    words: str
    status: str
    reason: str

    def changed(self, marks: EntryMarks) -> EntryMarks:
        """`marks` of an entry in that state."""
        return replace(marks, status=SCORED_AS[AppearanceStatus(self.status)], status_reason=self.reason)


@dataclass(frozen=True, slots=True)
class TimeChange:
    """The time used in all, or in one module that is scored by time; in seconds."""

    entry: str
    words: str
    seconds: str
    module: str = ""
    module_id: int | None = None

    def changed(self, marks: EntryMarks) -> EntryMarks:
        """`marks` with that time."""
        used = Decimal(self.seconds)
        if not self.module:
            return replace(marks, seconds=used)
        return replace(marks, module_seconds={**marks.module_seconds, self.module: used})


@dataclass(frozen=True, slots=True)
class PenaltyChange:
    """Points taken off after all, with the reason that stands in the result."""

    entry: str
    words: str
    module: str
    module_id: int
    points: str
    reason: str

    def changed(self, marks: EntryMarks) -> EntryMarks:
        """`marks` with this deduction after the others."""
        taken = (*marks.deductions.get(self.module, ()), Deduction(Decimal(self.points), self.reason))
        return replace(marks, deductions={**marks.deductions, self.module: taken})


@dataclass(frozen=True, slots=True)
class PenaltyWithdrawal:
    """A penalty taken back: it was wrong."""

    entry: str
    words: str
    module: str
    penalty_id: int
    points: str
    reason: str

    def changed(self, marks: EntryMarks) -> EntryMarks:
        """`marks` without this deduction. One that is not there: `ValueError`."""
        left = list(marks.deductions.get(self.module, ()))
        left.remove(Deduction(Decimal(self.points), self.reason))
        others = {code: taken for code, taken in marks.deductions.items() if code != self.module}
        return replace(marks, deductions=others | ({self.module: tuple(left)} if left else {}))


@dataclass(frozen=True, slots=True)
class TieChange:
    """Where people put an entry among those it ties with (不设并列): 1 is first. `basis`: the ground they give."""

    entry: str
    words: str
    order: int
    basis: str
    category_id: int

    def changed(self, marks: EntryMarks) -> EntryMarks:
        """`marks` with this decision."""
        return replace(marks, decided_order=self.order, decided_basis=self.basis)


Change = MarkChange | AppearanceChange | TimeChange | PenaltyChange | PenaltyWithdrawal | TieChange
KINDS: dict[str, type[Change]] = {
    "mark": MarkChange,
    "appearance": AppearanceChange,
    "time": TimeChange,
    "penalty": PenaltyChange,
    "penalty-withdrawal": PenaltyWithdrawal,
    "tie": TieChange,
}
NAMES = {kind: name for name, kind in KINDS.items()}


def with_changes(marks: Sequence[EntryMarks], changes: Sequence[Change]) -> list[EntryMarks]:
    """The marks as they would be with all `changes`, in order. A change of an unknown entry: `KeyError`."""
    known = {one.key: one for one in marks}
    for change in changes:
        known[change.entry] = change.changed(known[change.entry])
    return list(known.values())


def to_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as plain JSON values, each with its kind."""
    return [{"kind": NAMES[type(change)], **asdict(change)} for change in changes]


def from_json(stored: Sequence[Mapping[str, Any]]) -> list[Change]:
    """The changes as they were stored."""
    return [KINDS[one["kind"]](**{name: value for name, value in one.items() if name != "kind"}) for one in stored]
