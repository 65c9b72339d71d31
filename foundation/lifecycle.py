"""The one door through which a state changes; the audit entry goes through it too."""

from enum import StrEnum

from foundation import audit
from foundation.audit import Actor
from foundation.database import Base
from foundation.workflow import Workflow


def advance(subject: Base, action: str, *, by: Actor | None, reason: str | None = None) -> None:
    """Take `subject` one step along its workflow and write the audit entry.

    Raises `Refused` if the action is not possible in the present state, or needs a reason and has none.
    """
    workflow: Workflow[StrEnum] = subject.workflow  # type: ignore[attr-defined]
    before: StrEnum = subject.state  # type: ignore[attr-defined]
    after = workflow.next_state(before, action, reason)
    subject.state = after  # type: ignore[attr-defined]
    audit.record(action, subject, by=by, reason=reason, changes={"state": (before, after)})
