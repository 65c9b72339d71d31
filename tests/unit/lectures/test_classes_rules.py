"""Shares of attendance as exact fractions, worded; lessons of a certificate; who may enrol when."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from lectures.classes.rules import (
    Attended,
    ClassForm,
    ClassState,
    ExcuseUse,
    lessons_of,
    percent,
    reasons_against_class,
    reasons_against_enrolling,
    reasons_against_exceptions,
    reasons_against_finishing,
    seats_short,
)

MAY = (date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("held", "present", "excused", "use", "share", "reaches"),
    [
        (4, 3, 0, ExcuseUse.ABSENT, Fraction(3, 4), False),
        (5, 4, 0, ExcuseUse.ABSENT, Fraction(4, 5), True),
        (5, 4, 1, ExcuseUse.LEFT_OUT, Fraction(1), True),
        (5, 3, 1, ExcuseUse.ABSENT, Fraction(3, 5), False),
        (2, 0, 2, ExcuseUse.LEFT_OUT, None, False),
        (0, 0, 0, ExcuseUse.ABSENT, None, False),
    ],
)
def test_share_is_exact_and_excuses_count_as_the_class_says(
    held: int, present: int, excused: int, use: ExcuseUse, share: Fraction | None, reaches: bool
):
    attended = Attended(held, present, excused, use)
    assert (attended.share, attended.reaches(80)) == (share, reaches)


def test_working_is_one_sentence():
    assert Attended(4, 3, 0, ExcuseUse.ABSENT).working(80) == "需要 80%，应到 4 次实到 3 次＝75%：没有达到"
    excused = Attended(4, 3, 1, ExcuseUse.LEFT_OUT).working(80)
    assert excused == "需要 80%，应到 3 次实到 3 次＝100%，请假 1 次不计入应到：达到"
    assert "没有应到的课" in Attended(1, 0, 1, ExcuseUse.LEFT_OUT).working(80)


def test_a_share_just_below_is_not_shown_as_reached():
    share = Fraction(1999, 2500)  # 79.96 %
    assert (percent(share), percent(Fraction(2, 3))) == (Decimal("79.9"), Decimal("66.6"))
    assert not Attended(2500, 1999, 0, ExcuseUse.ABSENT).reaches(80)


@pytest.mark.parametrize(("minutes", "lessons"), [(20, 1), (45, 1), (89, 1), (90, 2), (240, 5)])
def test_lessons_are_forty_five_minutes_rounded_down_and_at_least_one(minutes: int, lessons: int):
    assert lessons_of(minutes) == lessons


def test_small_classes_are_limited():
    assert reasons_against_class(ClassForm.BIG, None, MAY, MAY, 80, 12) == []
    assert reasons_against_class(ClassForm.SMALL, 30, MAY, MAY, 80, 12) == []
    assert "不超过 30 人" in reasons_against_class(ClassForm.SMALL, None, MAY, MAY, 80, 12)[0]
    assert len(reasons_against_class(ClassForm.SMALL, 31, (MAY[1], MAY[0]), MAY, 0, 0)) == 4


def test_enrolling_has_its_time_and_its_people():
    first = MAY[0]
    assert reasons_against_enrolling(ClassState.RUNNING, MAY, first, organiser=False, belongs=True) == []
    late = date(2026, 6, 1)
    assert "截止" in reasons_against_enrolling(ClassState.RUNNING, MAY, late, organiser=False, belongs=True)[0]
    assert reasons_against_enrolling(ClassState.RUNNING, MAY, late, organiser=True, belongs=True) == []
    early = date(2026, 4, 30)
    assert "还没有开始" in reasons_against_enrolling(ClassState.RUNNING, MAY, early, organiser=False, belongs=True)[0]
    assert "范围内" in reasons_against_enrolling(ClassState.RUNNING, MAY, first, organiser=True, belongs=False)[0]
    assert "已经结业" in reasons_against_enrolling(ClassState.FINISHED, MAY, first, organiser=True, belongs=True)[0]
    assert (seats_short(None, 900, 9), seats_short(10, 8, 2), seats_short(10, 8, 4)) == (0, 0, 2)


def test_a_class_ends_when_its_meetings_are_over_and_exceptions_have_reasons():
    assert reasons_against_finishing(held=3, ahead=0, enrolled=5) == []
    assert len(reasons_against_finishing(held=0, ahead=2, enrolled=0)) == 3
    assert reasons_against_exceptions([("学示一", "补课并考核合格"), ("学示二", " ")]) == [
        "学示二：例外决定要写明原因。"
    ]
