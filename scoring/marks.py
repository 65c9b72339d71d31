"""What goes in: the criteria of a score sheet, what the judges wrote, and what happened to an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from scoring.numbers import ScoringError
from scoring.parameters import Parameters

Sheets = Mapping[str, Mapping[str, Decimal] | None]
"""The sheets of one entry in one module: judge -> criterion code -> written value; None: the sheet is missing."""


class MarkingType(StrEnum):
    """客观评分（测量）与主观评分（评判）。"""

    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"


class EntryStatus(StrEnum):
    """参赛状态。只有 COMPETING 参加排名，其余列出原因，不得从成绩册中消失。"""

    COMPETING = "competing"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class MarkError(ScoringError):
    """The marks of an entry do not fit the plan."""


class MissingMark(MarkError):
    """A sheet lacks a mark. A missing mark is never 0."""


class InvalidMark(MarkError):
    """A mark is not a number of the criterion's range, or belongs to no criterion."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """评分项：代码、名称、满分和评分类型，以及裁判写下的数怎样变成得分。

    `rule`: a rule of `scoring/measurements/`, with its `parameters`; empty: the judge writes the mark itself.
    `scale`: a judgement is written as a whole number 0..scale (WorldSkills: 3) and counts written / scale × full mark.
    `step`: what a judge writes is a multiple of it; 0: any decimal. What is stored is always what the judge wrote.
    """

    code: str
    title: str
    full_mark: Decimal
    kind: MarkingType = MarkingType.JUDGEMENT
    rule: str = ""
    parameters: Parameters = field(default_factory=dict)
    scale: int | None = None
    step: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Deduction:
    """一笔扣分：分值（从模块得分中减去）和原因（违规、超时等），原因印在成绩的计算过程中。"""

    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class EntryMarks:
    """One entry as it comes from the judges.

    `key` identifies the entry; `label` is neutral (a contest number) and only orders entries that share a rank.
    `sheets`: module code -> judge -> criterion code -> what the judge wrote; None: that judge's sheet is missing.
    `deductions`: module code -> the deductions from the module's score, each with its reason.
    `seconds`: time used in all, for ties; `module_seconds`: module code -> time used, for modules scored by time.
    `absent_modules`: modules the entry did not sit. `award_barred`: why the entry takes no award, else empty.
    `decided_order`: its place among those it ties with where people decided (1 is first); `decided_basis`: by whom
    and why.
    """

    key: str
    label: str
    sheets: Mapping[str, Sheets] = field(default_factory=dict)
    seconds: Decimal | None = None
    deductions: Mapping[str, tuple[Deduction, ...]] = field(default_factory=dict)
    absent_modules: frozenset[str] = frozenset()
    status: EntryStatus = EntryStatus.COMPETING
    status_reason: str = ""
    award_barred: str = ""
    module_seconds: Mapping[str, Decimal] = field(default_factory=dict)
    decided_order: int | None = None
    decided_basis: str = ""


class Measurement(Protocol):
    """What a file in `scoring/measurements/` offers: from what a judge writes to the mark of one criterion."""

    CODE: str
    TITLE: str
    WRITES: str
    """What the judge writes, as the sheet names it: 得分, 错误处数, 测量值."""

    def check(self, criterion: Criterion) -> None:
        """Whether the criterion's parameters can be used. Error: `InvalidParameters`."""

    def written_fault(self, criterion: Criterion, written: Decimal) -> str | None:
        """In Chinese: why `written` cannot stand; None if it can. The parameters are checked already."""

    def mark(self, criterion: Criterion, written: Decimal) -> Decimal:
        """The mark, 0 to the full mark. `written` has no fault."""
