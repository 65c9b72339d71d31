"""A scoring table as the criteria of a marking scheme, so that it is scored on tablets like any sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marking.schemes.rules import CriterionFacts
from scoring.marks import MarkingType
from scoring.measurements import benchmarks, deduction
from scoring.numbers import as_text
from studios.rubrics.rules import (
    STEP,
    Choice,
    ItemKind,
    Rubric,
    RubricItem,
    choices_of,
    counting_hint,
    unit_of,
)

MOST_DESCRIBED = 11  # more buttons than these stand closer together, and the heading says what they mean


def criteria_of(rubric: Rubric) -> list[CriterionFacts]:
    """One criterion for each item that is scored, numbered from 1. What is written there is the item's finding.

    Vetoes are no criteria: one that is raised needs its ground in words, and somebody who looks into it.
    """
    return [_criterion(rubric, item, number) for number, item in enumerate(_scored(rubric), start=1)]


def findings_from(rubric: Rubric, written: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What was written at the criteria of `criteria_of`, by their codes, as findings for `score_rubric`."""
    items = {str(number): item.code for number, item in enumerate(_scored(rubric), start=1)}
    return {items[code]: value for code, value in written.items()}


def _scored(rubric: Rubric) -> list[RubricItem]:
    return [item for item in rubric.items if item.kind is not ItemKind.VETO]


def _criterion(rubric: Rubric, item: RubricItem, number: int) -> CriterionFacts:
    bonus = item.kind is ItemKind.BONUS
    group = f"加分（合计最多 {as_text(rubric.bonus_cap)} 分）" if bonus else item.group
    rule = ""
    parameters: dict[str, Any] = {}
    if choices := choices_of(item):
        rule = benchmarks.CODE
        parameters = {
            "marks": [{"mark": as_text(one.points), "description": _meaning(choices, one)} for one in choices]
        }
    elif item.kind is ItemKind.PER_MISSING:
        rule, parameters = deduction.CODE, {"each": as_text(unit_of(item))}
    kind = MarkingType.MEASUREMENT if rule else MarkingType.JUDGEMENT
    title = _title(item)
    return CriterionFacts(str(number), title, kind, item.points, STEP, rule=rule, parameters=parameters, group=group)


def _meaning(choices: Sequence[Choice], one: Choice) -> str:
    return one.meaning if len(choices) <= MOST_DESCRIBED else ""


def _title(item: RubricItem) -> str:
    hints = [counting_hint(item)] if item.kind is ItemKind.PER_MISSING else []
    if len(choices_of(item)) > MOST_DESCRIBED:
        hints += [f"{as_text(low)}–{as_text(high)} {title}" for low, high, title in item.bands]
    hint = "；".join([*hints, *([item.hint] if item.hint else [])])
    return f"{item.title}（{hint}）" if hint else item.title
