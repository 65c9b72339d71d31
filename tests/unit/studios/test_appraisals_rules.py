"""Grades at their lines, what each grade may bring, and how long a bar lasts: to the day."""

from datetime import date
from decimal import Decimal

import pytest

from studios.appraisals.rules import (
    Consequence,
    Grade,
    GradeLines,
    RoundKind,
    bar_until,
    consequences_of,
    grade_of,
    lower_level,
    reasons_against_lines,
)
from studios.registry.rules import NamingLevel

LINES = GradeLines(Decimal(90), Decimal(70), Decimal(60))


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.99", Grade.QUALIFIED),
        ("70", Grade.QUALIFIED),
        ("69.99", Grade.IMPROVE),
        ("60", Grade.IMPROVE),
        ("59.99", Grade.FAILED),
        ("0", Grade.FAILED),
    ],
)
def test_grade_of_a_score_at_and_below_each_line(score: str, grade: Grade):
    assert grade_of(Decimal(score), LINES) is grade


def test_grade_of_a_veto_or_of_no_report_is_failed():
    assert grade_of(Decimal(95), LINES, vetoed=True) is Grade.FAILED
    assert grade_of(None, LINES) is Grade.FAILED


def test_lines_go_down():
    assert reasons_against_lines(LINES, Decimal(100)) == []
    assert reasons_against_lines(LINES, Decimal(80)) != []
    assert reasons_against_lines(GradeLines(Decimal(70), Decimal(70), Decimal(60)), Decimal(100)) != []


@pytest.mark.parametrize(
    ("kind", "grade", "level", "allowed"),
    [
        (RoundKind.YEARLY, Grade.EXCELLENT, NamingLevel.CITY, [Consequence.KEEP]),
        (RoundKind.TERM, Grade.QUALIFIED, NamingLevel.CITY, [Consequence.RECONFIRM]),
        (RoundKind.YEARLY, Grade.IMPROVE, NamingLevel.CITY, []),
        (RoundKind.TERM, Grade.FAILED, NamingLevel.CITY, [Consequence.DOWNGRADE, Consequence.WITHDRAW]),
        (RoundKind.TERM, Grade.FAILED, NamingLevel.ENTERPRISE, [Consequence.WITHDRAW]),
    ],
)
def test_each_grade_brings_what_it_may(kind: RoundKind, grade: Grade, level: NamingLevel, allowed: list[Consequence]):
    assert consequences_of(kind, grade, level) == allowed


def test_lower_level_is_the_one_before():
    assert lower_level(NamingLevel.CITY_MODEL) is NamingLevel.CITY
    assert lower_level(NamingLevel.ENTERPRISE) is None


@pytest.mark.parametrize(
    ("day", "years", "until"),
    [
        (date(2026, 5, 1), 6, date(2032, 4, 30)),
        (date(2026, 1, 1), 3, date(2028, 12, 31)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
    ],
)
def test_a_bar_ends_the_day_before_its_anniversary(day: date, years: int, until: date):
    assert bar_until(day, years) == until
