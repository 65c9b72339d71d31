"""Mentoring rules: who may be paired, which months are missing, extension, allowance."""

from datetime import date
from decimal import Decimal

import pytest

from studios.mentoring.rules import (
    ExaminationGrade,
    Terms,
    allowance,
    months_missing,
    reasons_against_extension,
    reasons_against_pair,
    same_day,
)

BEGINS, ENDS = date(2026, 1, 15), date(2027, 1, 14)
TERMS = Terms()


def test_pair_is_two_persons_within_the_limit():
    assert reasons_against_pair(1, 2, BEGINS, ENDS, apprentices=3, terms=TERMS) == []
    (full,) = reasons_against_pair(1, 2, BEGINS, ENDS, apprentices=4, terms=TERMS)
    assert "现在带 4 名徒弟，已到上限（4 名）" in full
    assert "同一个人" in reasons_against_pair(1, 1, BEGINS, ENDS, apprentices=0, terms=TERMS)[0]
    assert "开始日期之后" in reasons_against_pair(1, 2, ENDS, BEGINS, apprentices=0, terms=TERMS)[0]
    assert "最长 5 年" in reasons_against_pair(1, 2, BEGINS, date(2031, 1, 16), apprentices=0, terms=TERMS)[0]


@pytest.mark.parametrize(
    ("today", "written", "missing"),
    [
        (date(2026, 1, 31), [], []),
        (date(2026, 2, 1), [], [1]),
        (date(2026, 4, 10), [2], [1, 3]),
        (date(2026, 4, 30), [1, 2, 3, 4], []),
    ],
)
def test_months_that_are_over_need_a_record(today: date, written: list[int], missing: list[int]):
    kept = {date(2026, month, 1) for month in written}
    assert months_missing(BEGINS, ENDS, today, kept) == [date(2026, month, 1) for month in missing]


def test_the_month_in_which_it_ends_counts_once_it_has_ended():
    assert months_missing(date(2026, 1, 15), date(2026, 3, 10), date(2026, 3, 11), {date(2026, 1, 1)}) == [
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]


def test_extension_is_one_and_at_most_a_year():
    assert reasons_against_extension(ENDS, date(2028, 1, 14), extended_before=False) == []
    assert "最长一年" in reasons_against_extension(ENDS, date(2028, 1, 15), extended_before=False)[0]
    assert "最长一年" in reasons_against_extension(ENDS, ENDS, extended_before=False)[0]
    assert "延长过一次" in reasons_against_extension(ENDS, date(2028, 1, 14), extended_before=True)[0]


@pytest.mark.parametrize(
    ("grade", "paid"),
    [("excellent", "1000.01"), ("good", "750.01"), ("pass", "500.01"), ("fail", "0")],
)
def test_allowance_goes_by_grade(grade: str, paid: str):
    assert allowance(Decimal("1000.01"), ExaminationGrade(grade), TERMS) == Decimal(paid)
    assert allowance(Decimal(100), ExaminationGrade.PASS, Terms(passed=60)) == 60


def test_a_month_later_is_the_same_day_or_the_last():
    assert (same_day(date(2026, 1, 31), 1), same_day(date(2027, 12, 31), 2)) == (date(2026, 2, 28), date(2028, 2, 29))
