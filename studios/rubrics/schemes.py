"""A scoring table as the criteria of a marking scheme, so that it is scored on tablets like any sheet."""

from typing import Any

from marking.schemes.rules import CriterionFacts
from scoring.marks import MarkingType
from scoring.measurements import benchmarks, deduction
from scoring.numbers import as_text
from studios.rubrics.rules import (
    STEP,
    ItemKind,
    Rubric,
    RubricItem,
    choices_of,
    counting_hint,
    unit_of,
)


def criteria_of(rubric: Rubric) -> list[CriterionFacts]:
    """One criterion for each item that is scored. What is written there is the finding of `score_rubric`.

    Vetoes are no criteria: one that is raised needs its ground in words, and somebody who looks into it.
    """
    return [_criterion(rubric, item) for item in rubric.items if item.kind is not ItemKind.VETO]


def _criterion(rubric: Rubric, item: RubricItem) -> CriterionFacts:
    bonus = item.kind is ItemKind.BONUS
    group = f"加分（合计最多 {as_text(rubric.bonus_cap)} 分）" if bonus else item.group
    rule = ""
    parameters: dict[str, Any] = {}
    if choices := choices_of(item):
        rule = benchmarks.CODE
        parameters = {"marks": [{"mark": as_text(one.points), "description": one.meaning} for one in choices]}
    elif item.kind is ItemKind.PER_MISSING:
        rule, parameters = deduction.CODE, {"each": as_text(unit_of(item))}
    kind = MarkingType.MEASUREMENT if rule else MarkingType.JUDGEMENT
    return CriterionFacts(
        item.code, _title(item), kind, item.points, STEP, rule=rule, parameters=parameters, group=group
    )


def _title(item: RubricItem) -> str:
    hint = counting_hint(item) if item.kind is ItemKind.PER_MISSING else item.hint
    return f"{item.title}（{hint}）" if hint else item.title
