"""The one door through which a state changes; the audit entry goes through it too."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from foundation import audit
from foundation.audit import Actor
from foundation.database import Base
from foundation.workflow import Workflow


def advance(
    subject: Base,
    action: str,
    *,
    by: Actor | None,
    reason: str | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    """Take `subject` one step along its workflow and write the audit entry, with what else `changes` in this step.

    Raises `Refused` if the action is not possible in the present state, or needs a reason and has none.
    """
    audit.record(action, subject, by=by, reason=reason, changes=_step(subject, action, reason) | dict(changes or {}))


def advance_all(subjects: Sequence[Base], action: str, *, by: Actor | None, reason: str | None = None) -> None:
    """Take each of many one step, as `advance` does for one; their audit entries are written in one statement.

    Raises `Refused` if it is not possible for one of them: roll back then, the others have moved.
    """
    changes = [_step(subject, action, reason) for subject in subjects]
    audit.record_all(action, subjects, by=by, reason=reason, changes=changes)


def _step(subject: Base, action: str, reason: str | None) -> dict[str, tuple[object, object]]:
    workflow: Workflow[StrEnum] = subject.workflow  # type: ignore[attr-defined]
    before: StrEnum = subject.state  # type: ignore[attr-defined]
    after = workflow.next_state(before, action, reason)
    subject.state = after  # type: ignore[attr-defined]
    return {"state": (before, after)}
