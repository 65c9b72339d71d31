"""Pages of the calendar, and what a poster can hold."""

from datetime import date

import pytest

from lectures.calendars.rules import month_sheet, reasons_against_poster, sheet_of, week_sheet

TODAY = date(2026, 11, 21)


def test_month_is_whole_weeks_from_monday_and_knows_its_neighbours():
    sheet = month_sheet(TODAY)
    assert (sheet.first, sheet.last, len(sheet.weeks)) == (date(2026, 10, 26), date(2026, 12, 6), 6)
    assert (sheet.value, sheet.before, sheet.after) == ("2026-11", "2026-10", "2026-12")
    assert (month_sheet(date(2026, 1, 31)).before, month_sheet(date(2026, 1, 31)).after) == ("2025-12", "2026-02")


def test_week_begins_on_monday_across_the_years():
    sheet = week_sheet(date(2027, 1, 1))
    assert (sheet.first, sheet.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert (sheet.before, sheet.after) == ("2026-12-21", "2027-01-04")


@pytest.mark.parametrize(
    ("month", "week", "value"),
    [
        ("2027-02", "", "2027-02"),
        ("", "2026-11-18", "2026-11-16"),
        ("", "", "2026-11"),
        ("昨天", "", "2026-11"),
        ("2026-13", "", "2026-11"),
        ("9999-12", "", "2026-11"),
        ("", "0001-01-01", "2026-11"),
    ],
)
def test_addresses_name_a_page_or_else_this_month(month: str, week: str, value: str):
    assert sheet_of(month, week, TODAY).value == value


def test_calendar_ends_where_it_ends():
    assert month_sheet(date(2000, 1, 1)).before is None
    assert month_sheet(date(2099, 12, 1)).after is None


def test_posters_say_what_does_not_fit():
    assert reasons_against_poster("一" * 60, ["甲"] * 4, ["示例场所"] * 4) == []
    reasons = reasons_against_poster("一" * 61, ["甲"] * 5, ["地" * 61] * 5)
    assert len(reasons) == 3 + 5
    assert "61 个字" in reasons[0]
