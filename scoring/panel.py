"""A judging panel's scores for one entry in one module, and what a scoring method makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple, Protocol

from scoring.marks import Criterion, Sheets
from scoring.numbers import ScoringError

BY_JUDGE = attrgetter("judge")


class MissingJudge(StrEnum):
    """缺少一名裁判的评分表时怎么办；必须在评分方案中写明，任何情况下都不按 0 分计。"""

    REFUSE = "refuse"
    """不予计算，直至补齐。"""
    EXCLUDE = "exclude"
    """该裁判不计入，其余裁判人数不得少于最少裁判人数。"""


class MarkUse(StrEnum):
    """一名裁判的分数如何使用。"""

    USED = "used"
    DROPPED_HIGHEST = "dropped_highest"
    DROPPED_LOWEST = "dropped_lowest"
    MISSING = "missing"


class PanelError(ScoringError):
    """The panel's scores do not fit the method or the plan."""


class MissingSheet(PanelError):
    """A judge's sheet is missing and the plan says: refuse."""


class PanelTooSmall(PanelError):
    """Fewer scores than the plan or the method needs."""


class PanelTooLarge(PanelError):
    """More scores than the method can take."""


class SpreadTooWide(PanelError):
    """The judges' levels for a criterion are too far apart: they discuss and mark it again."""


class MeasurementsDiffer(PanelError):
    """The judges wrote different values for what they measured: they measure it again."""


class Measured(NamedTuple):
    """What a judge wrote for a criterion (its code), and the mark that the rule made of it."""

    criterion: str
    written: Decimal
    mark: Decimal


class JudgeScore(NamedTuple):
    """One judge's total for one entry in one module; None: the sheet is missing.

    `measured`: the criteria whose mark is not what the judge wrote but computed from it.
    """

    judge: str
    score: Decimal | None
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """最少裁判人数、缺裁判规则，以及按等级评判时最高与最低可以相差几级（超过即须合议重评）。"""

    minimum_panel: int = 1
    missing_judge: MissingJudge = MissingJudge.REFUSE
    widest_spread: int = 1


class JudgeLine(NamedTuple):
    """One line of the working: a judge's score and whether it counted."""

    judge: str
    score: Decimal | None
    use: MarkUse
    measured: tuple[Measured, ...] = ()


class AspectAward(NamedTuple):
    """A criterion combined over the judges, before and after rounding."""

    criterion: str
    unrounded: Decimal
    award: Decimal


@dataclass(frozen=True, slots=True)
class Working:
    """What a method did: every judge in order of name, and the combined score, not rounded.

    `aspects`: where the judges are combined criterion by criterion, the award of each.
    """

    method: str
    lines: tuple[JudgeLine, ...]
    combined: Decimal
    aspects: tuple[AspectAward, ...] = ()


class Method(Protocol):
    """What a file in `scoring/methods/` offers."""

    CODE: str
    TITLE: str
    MINIMUM_PANEL: int

    def combine(self, criteria: Sequence[Criterion], sheets: Sheets, settings: PanelSettings) -> Working:
        """The panel's score from the sheets of one entry. Errors: `MarkError`, `PanelError`."""


def scores_present(
    judge_scores: Sequence[JudgeScore], settings: PanelSettings, method_minimum: int
) -> dict[str, Decimal]:
    """The scores that exist, by judge in order of name, after the missing-judge rule and the minimum panel."""
    present: dict[str, Decimal] = {}
    missing: list[str] = []
    for judge, score, _ in sorted(judge_scores, key=BY_JUDGE):
        if score is None:
            missing.append(judge)
        else:
            present[judge] = score
    if missing and settings.missing_judge is MissingJudge.REFUSE:
        raise MissingSheet(f"缺少裁判“{'、'.join(missing)}”的评分表，请补齐，或由裁判长按规则改为不计入。")
    needed = max(settings.minimum_panel, method_minimum)
    if len(present) < needed:
        raise PanelTooSmall(f"有效评分只有 {len(present)} 份，少于规定的 {needed} 份，请补充裁判评分。")
    return present


def working_of(
    method: str,
    judge_scores: Sequence[JudgeScore],
    combined: Decimal,
    dropped: Mapping[str, MarkUse] | None = None,
    aspects: tuple[AspectAward, ...] = (),
) -> Working:
    """The working with a line for every judge, also for the dropped and the missing ones."""
    uses = dropped or {}
    lines = []
    for judge, score, measured in sorted(judge_scores, key=BY_JUDGE):
        use = MarkUse.MISSING if score is None else uses.get(judge, MarkUse.USED)
        lines.append(JudgeLine(judge, score, use, measured))
    return Working(method, tuple(lines), combined, aspects)
