"""The audit log: who did what to which record, when and why, written in the transaction that does it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Index, insert, inspect
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.database import Base, BigId, Keyed, PathText, session


class Actor(Protocol):
    """Whoever acts: an account, or the system for scheduled work."""

    id: int

    @property
    def display_name(self) -> str: ...

    @property
    def organisation_path(self) -> str: ...


class AuditEntry(Keyed, Base):
    """One thing that was done. Never changed, never deleted.

    `changes` maps a field to [old, new]; encrypted fields are recorded as changed, without their content.
    `organisation_path` places the entry in the tree, so that officers see their own subtree's entries.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_kind", "subject_id"),)

    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigId)
    subject_label: Mapped[str] = mapped_column(default="")
    organisation_path: Mapped[str] = mapped_column(PathText, index=True, default="/")
    reason: Mapped[str | None]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)


def record(
    action: str,
    subject: Base,
    *,
    by: Actor | None,
    reason: str | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> AuditEntry:
    """Write down that `by` did `action` to `subject`. `by=None` is the system itself.

    A subject may offer `organisation_path` (its place in the tree) and `audit_label` (what people call it).
    """
    session.flush()  # a new subject gets its id
    entry = AuditEntry(**_facts(action, subject, by, reason, changes))
    session.add(entry)
    return entry


def record_all(
    action: str,
    subjects: Sequence[Base],
    *,
    by: Actor | None,
    reason: str | None = None,
    changes: Sequence[Mapping[str, tuple[object, object]]] = (),
) -> None:
    """Write down that `by` did `action` to each of many subjects, as `record` does for one, in one statement.

    `changes` has what changed in each, in the order of `subjects`; empty: nothing to tell.
    """
    session.flush()
    told = zip(subjects, changes or [{}] * len(subjects), strict=True)
    if entries := [_facts(action, subject, by, reason, changed) for subject, changed in told]:
        session.execute(insert(AuditEntry), entries)


def pending_changes(subject: Base) -> dict[str, tuple[object, object]]:
    """What is about to change in `subject`, field by field; call it before flushing.

    Fields that the model names in `audit_hidden` say only that they changed.
    """
    hidden: frozenset[str] = getattr(subject, "audit_hidden", frozenset())
    changes: dict[str, tuple[object, object]] = {}
    for column in inspect(type(subject)).column_attrs:
        history = inspect(subject).attrs[column.key].history
        if not history.has_changes() or column.key == "row_version":
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if old != new:
            changes[column.key] = ("（已隐藏）", "（已更改）") if column.key in hidden else (old, new)
    return changes


def _facts(
    action: str,
    subject: Base,
    by: Actor | None,
    reason: str | None,
    changes: Mapping[str, tuple[object, object]] | None,
) -> dict[str, Any]:
    return {
        "actor_id": by.id if by else None,
        "actor_name": by.display_name if by else "系统",
        "action": action,
        "subject_kind": subject.__tablename__,
        "subject_id": getattr(subject, "id", None),
        "subject_label": str(getattr(subject, "audit_label", "")),
        "organisation_path": getattr(subject, "organisation_path", None) or (by.organisation_path if by else "/"),
        "reason": (reason or "").strip() or None,
        "changes": {name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()},
    }


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
