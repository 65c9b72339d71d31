"""Marks for answers to choice questions: the printed rules of theory papers and quizzes, as pure arithmetic."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class QuestionKind(StrEnum):
    """The kinds of questions that a machine can mark."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"


class PartialMarks(StrEnum):
    """多选题少选（所选都对，但没有选全）怎样给分；有一个选错或一个不选，都是 0 分。"""

    NONE = "none"
    """少选不得分。"""
    FIXED = "fixed"
    """少选得固定的分数，例如 0.5 分。"""
    EACH = "each"
    """少选时每选对一个得若干分，不超过本题满分。"""


@dataclass(frozen=True)
class PartialRule:
    """少选的给分规则和它的参数：`points` 为固定分数，或每选对一个的分数；少选不得分时为 0。"""

    partial: PartialMarks = PartialMarks.FIXED
    points: Decimal = Decimal("0.5")


def mark_answer(kind: QuestionKind, key: Set[str], chosen: Set[str], full_mark: Decimal, rule: PartialRule) -> Decimal:
    """一道题的得分：全对得满分；单选、判断不对为 0；多选错选、不选为 0，少选按 `rule`，不超过满分。

    出处：机考单选、多选、判断，多选部分选对得 0.5 分，错选 0 分（holdmm.net lar/172078/17207879_5）。
    `key` and `chosen` are the letters of options; an empty `key` is a `ValueError`.
    """
    if not key:
        raise ValueError("a question needs its answer")
    if chosen == key:
        return full_mark
    if kind is not QuestionKind.MULTIPLE or not chosen or not chosen < key:
        return Decimal(0)
    partial = {
        PartialMarks.NONE: Decimal(0),
        PartialMarks.FIXED: rule.points,
        PartialMarks.EACH: rule.points * len(chosen),
    }[rule.partial]
    return min(partial, full_mark)


def partial_rule_faults(rule: PartialRule) -> list[str]:
    """少选给分的参数：少选不得分的写 0，其余须大于 0。"""
    if rule.partial is PartialMarks.NONE:
        return [] if rule.points == 0 else ["少选不得分时，少选分数应填 0。"]
    return [] if rule.points > 0 else ["少选分数应大于 0。"]
