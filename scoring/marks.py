"""What goes in: the criteria of a score sheet, the marks the judges gave, and what happened to an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from scoring.numbers import ScoringError, as_text, exact_sum


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


class MissingMark(ScoringError):
    """A sheet lacks a mark. A missing mark is never 0."""


class InvalidMark(ScoringError):
    """A mark is not a number of the criterion's range, or belongs to no criterion."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """评分项：代码、名称、满分和评分类型。"""

    code: str
    title: str
    full_mark: Decimal
    kind: MarkingType = MarkingType.JUDGEMENT


@dataclass(frozen=True, slots=True)
class EntryMarks:
    """One entry as it comes from the judges.

    `key` identifies the entry; `label` is neutral (a contest number) and only orders entries that share a rank.
    `sheets`: module code -> judge -> criterion code -> mark; a judge whose sheet is missing stands there with None.
    `deductions`: module code -> points taken from the module's score. `seconds`: time used, in seconds.
    `absent_modules`: modules the entry did not sit. `award_barred`: why the entry takes no award, else empty.
    """

    key: str
    label: str
    sheets: Mapping[str, Mapping[str, Mapping[str, Decimal] | None]] = field(default_factory=dict)
    seconds: Decimal | None = None
    deductions: Mapping[str, Decimal] = field(default_factory=dict)
    absent_modules: frozenset[str] = frozenset()
    status: EntryStatus = EntryStatus.COMPETING
    status_reason: str = ""
    award_barred: str = ""


def sheet_total(criteria: Sequence[Criterion], marks: Mapping[str, Decimal], where: str) -> Decimal:
    """一张评分表的合计：各评分项得分之和。

    `where` 指明选手、模块和裁判，用于报错。缺分报 `MissingMark`，超出 0 至满分或多出的评分项报 `InvalidMark`。
    """
    for criterion in criteria:
        _check_mark(criterion, marks.get(criterion.code), where)
    if len(marks) > len(criteria):
        unknown = "、".join(sorted(set(marks) - {criterion.code for criterion in criteria}))
        raise InvalidMark(f"{where}：评分表中没有评分项“{unknown}”，请核对评分细则。")
    return exact_sum(marks.values())


def _check_mark(criterion: Criterion, mark: Decimal | None, where: str) -> None:
    """Refuses a mark that is absent, no finite Decimal, or outside 0 .. full mark."""
    if mark is None:
        raise MissingMark(f"{where}：评分项“{criterion.title}”未打分，请补齐后再计算（缺分不按 0 分计）。")
    if not isinstance(mark, Decimal) or not mark.is_finite():
        raise InvalidMark(f"{where}：评分项“{criterion.title}”的分数“{mark}”不是有效的十进制数，请重新录入。")
    if not 0 <= mark <= criterion.full_mark:
        raise InvalidMark(
            f"{where}：评分项“{criterion.title}”的分数 {as_text(mark)} 不在 0 至 "
            f"{as_text(criterion.full_mark)} 之间，请重新录入。"
        )
