"""What ranking looks at: the facts of one contender, and the steps of a tie-break chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from scoring.numbers import ScoringError

SortKey = tuple[Decimal, ...]


class MissingTieFact(ScoringError):
    """A tie reached a step whose fact (a time, a module score) was never recorded."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A person or team with a total. `label` is neutral and only orders those who share a rank.

    `total` is the published (rounded) total, `module_scores` the published module scores before weighting;
    `deductions` is the sum of all points deducted; `seconds` the time used in all, `module_seconds` in each module.
    `places` and `awards` are what a person took in the event, or what the counted members of a team took.
    `decided_order` is the place that people gave it among those it ties with, `decided_basis` who they were and why.
    """

    key: str
    label: str
    total: Decimal
    total_unrounded: Decimal
    module_scores: Mapping[str, Decimal] = field(default_factory=dict)
    module_titles: Mapping[str, str] = field(default_factory=dict)
    seconds: Decimal | None = None
    deductions: Decimal = Decimal(0)
    module_seconds: Mapping[str, Decimal] = field(default_factory=dict)
    places: tuple[int, ...] = ()
    awards: tuple[str, ...] = ()
    decided_order: int | None = None
    decided_basis: str = ""


@dataclass(frozen=True, slots=True)
class TieBreakStep:
    """One step of a chain: the code of a rule in `scoring/tie_breaks/`, and its parameter where it has one."""

    code: str
    modules: tuple[str, ...] = ()


class TieBreak(Protocol):
    """What a file in `scoring/tie_breaks/` offers."""

    CODE: str
    TITLE: str
    NEEDS_MODULES: bool

    def sort_key(self, contender: Contender, step: TieBreakStep) -> SortKey:
        """Smaller is better. Error: `MissingTieFact`."""

    def difference(self, ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
        """In Chinese: the two values compared, the better one first."""
