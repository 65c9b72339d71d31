"""Talent tracks, trainings and professional titles: the rules at their edges."""

from datetime import date

import pytest

from assessments.titling.rules import reasons_against_titling
from assessments.tracks.rules import meets_step, year_in_track
from assessments.trainings.rules import attendance_faults, completes
from people.careers.rules import TitleGrade
from people.persons.rules import Level


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 7, 1), 1),
        (date(2025, 6, 30), 1),
        (date(2025, 7, 1), 2),
        (date(2029, 7, 1), 6),
        (date(2036, 1, 1), 6),
    ],
)
def test_year_in_track_begins_on_the_day_of_joining(day: date, year: int):
    assert year_in_track(date(2024, 7, 1), day, 6) == year


def test_year_in_track_of_a_leap_day():
    assert year_in_track(date(2024, 2, 29), date(2025, 2, 28), 6) == 1
    assert year_in_track(date(2024, 2, 29), date(2025, 3, 1), 6) == 2


@pytest.mark.parametrize(
    ("held", "target", "met"),
    [
        (None, None, None),
        (Level.FIVE, None, None),
        (None, Level.FIVE, False),
        (Level.FIVE, Level.FIVE, True),
        (Level.FIVE, Level.FOUR, False),
        (Level.THREE, Level.FOUR, True),
        (Level.APPRENTICE, Level.FIVE, False),
    ],
)
def test_meets_step_by_the_order_of_the_grades(held: Level | None, target: Level | None, met: bool | None):
    assert meets_step(held, target, tuple(Level)) is met


@pytest.mark.parametrize(("attended", "enough"), [(31, False), (32, True), (40, True)])
def test_completes_with_exactly_the_required_share(attended: int, enough: bool):
    assert completes(40, attended, 80) is enough


def test_attendance_faults_name_the_limits():
    assert attendance_faults(40, 0) == attendance_faults(40, 40) == []
    assert attendance_faults(40, -1) == attendance_faults(40, 41) == ["出勤学时应在 0 到 40 之间。"]


def test_reasons_against_titling_what_is_held_or_below_it():
    held = [(TitleGrade.INTERMEDIATE, date(2020, 1, 1))]
    assert reasons_against_titling(TitleGrade.SENIOR, held) == []
    for grade in (TitleGrade.ASSISTANT, TitleGrade.INTERMEDIATE):
        assert "已取得“中级（工程师）”" in reasons_against_titling(grade, held)[0]
