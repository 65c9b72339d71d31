"""A workflow is a table (state, action) -> state. Nothing else may change a state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from foundation.errors import Refused

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Workflow(Generic[S]):
    """The states of one kind of record and the actions that lead from one to the next.

    `corrections` are the sanctioned ways back: they are in the table like any other action, but need a reason.
    `titles` gives the Chinese name of each state for the refusal.
    """

    name: str
    table: Mapping[tuple[S, str], S]
    titles: Mapping[S, str]
    corrections: frozenset[str] = field(default_factory=frozenset)

    def next_state(self, state: S, action: str, reason: str | None = None) -> S:
        """The state that `action` leads to. Raises `Refused` if it is not possible now or lacks its reason."""
        if (state, action) not in self.table:
            raise Refused(f"{self.name}目前是“{self.titles[state]}”，不能进行这项操作。请刷新页面查看最新状态。")
        if action in self.corrections and not (reason or "").strip():
            raise Refused("这项操作需要写明原因。", field="reason")
        return self.table[state, action]

    def actions(self, state: S) -> list[str]:
        """What can be done in `state`, in the order of the table."""
        return [action for (before, action) in self.table if before == state]
