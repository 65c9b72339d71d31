"""How long a tour and when a lecture can be, and what a release tells."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from foundation.clock import SHANGHAI
from lectures.menus.rules import LectureMode
from lectures.tours.rules import reasons_against_time, reasons_against_tour
from lectures.tours.rules_releases import ChangeKind, Snapshot, differences, kind_of_change

NOON = datetime(2026, 5, 8, 12, tzinfo=SHANGHAI)
TOLD = Snapshot(
    "一把焊枪三十年",
    LectureMode.ON_SITE,
    NOON,
    NOON + timedelta(hours=1),
    "三楼",
    "",
    ("示例礼堂",),
    ("讲示一",),
    False,
)


@pytest.mark.parametrize(
    ("begins", "ends", "reason"),
    [
        (NOON, NOON, "不晚于开始时间"),
        (NOON, NOON - timedelta(minutes=30), "结束时间 11:30 不晚于开始时间 12:00"),
        (NOON.replace(hour=23), NOON.replace(hour=23) + timedelta(hours=2), "23:00 至 01:00 跨过了零点"),
        (NOON.replace(hour=23), NOON.replace(hour=1), "23:00 至 01:00 跨过了零点"),
        (NOON - timedelta(days=1), NOON - timedelta(hours=23), "已经过去"),
        (NOON + timedelta(days=30), NOON + timedelta(days=30, hours=1), "不在计划的起止日期"),
    ],
)
def test_impossible_times_are_refused(begins, ends, reason):
    (said,) = reasons_against_time(begins, ends, date(2026, 5, 1), date(2026, 5, 31), now=NOON - timedelta(hours=1))
    assert reason in said


def test_an_hour_of_the_plan_is_fine():
    assert reasons_against_time(NOON, NOON + timedelta(hours=1), date(2026, 5, 8), date(2026, 5, 8), now=NOON) == []


def test_a_tour_lasts_five_years_at_most():
    begins = date(2021, 3, 1)
    assert reasons_against_tour(begins, date(2026, 2, 28), 120) == []
    assert reasons_against_tour(begins, date(2026, 3, 1), 120) == ["一份计划最长五年，请分成几份。"]
    assert reasons_against_tour(begins, date(2021, 2, 28), -1) == [
        "结束日期早于开始日期，请核对。",
        "计划场次不能是负数。",
    ]
    assert "年份不对" in reasons_against_tour(date(9999, 12, 1), date(9999, 12, 31), 1)[0]


def test_what_became_of_a_lecture():
    later = replace(TOLD, starts_at=NOON + timedelta(hours=1), ends_at=NOON + timedelta(hours=2))
    off = replace(TOLD, cancelled=True)
    kinds = [kind_of_change(*pair) for pair in ((None, TOLD), (TOLD, TOLD), (TOLD, later), (TOLD, off), (off, TOLD))]
    assert kinds == [ChangeKind.ADDED, None, ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.RESTORED]
    assert kind_of_change(None, off) is kind_of_change(off, replace(off, title="别的")) is None
    other = replace(TOLD, lecturers=("讲示二",))
    assert kind_of_change(TOLD, other) is ChangeKind.CHANGED
    assert differences(TOLD, other) == ["讲师：讲示一 → 讲示二"]
    assert differences(TOLD, later) == ["时间：2026-05-08 12:00—13:00 → 2026-05-08 13:00—14:00"]
