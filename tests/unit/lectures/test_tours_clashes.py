"""Clashes, worked through: the way between two places in both directions, just touching, and every other reason."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from foundation.clock import SHANGHAI
from lectures.lecturers.rules import DaysApart, WeeklyHours
from lectures.places.rules import km_between, travel_minutes
from lectures.tours.rules_clashes import (
    Busy,
    HostFacts,
    LecturerFacts,
    Slot,
    VenueFacts,
    clashes_of,
    refusals_of,
    warnings_of,
)

HERE = (Decimal("30.00"), Decimal("106.50"))
THERE = (Decimal("30.10"), Decimal("106.50"))  # 11.1 km: 22 minutes on the way and 20 to leave and arrive
WAY = travel_minutes(km_between(HERE, THERE))


def at(hour: int, minute: int = 0, day: int = 8, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def slot(begins: datetime, minutes: int = 60, **facts: Any) -> Slot:
    return Slot(begins, begins + timedelta(minutes=minutes), **{"point": HERE, **facts})


def busy(begins: datetime, minutes: int = 60, **facts: Any) -> Busy:
    return Busy(begins, begins + timedelta(minutes=minutes), **{"point": THERE, "label": "甲厂一讲", **facts})


def lecturer(*taken: Busy, **facts: Any) -> LecturerFacts:
    return LecturerFacts("讲示一", busy=taken, **facts)


def test_the_way_is_worked_out_from_the_kilometres():
    """Kilometres × 1.3 at 40 an hour, half a minute counts as one, and 20 minutes to leave and arrive."""
    ways = {"0": 0, "0.1": 20, "10": 40, "30": 79, "11.1": 42}  # 0.195, 19.5, 58.5 and 21.645 minutes on the road
    assert {km: travel_minutes(Decimal(km)) for km in ways} == ways


def test_the_way_takes_its_time_in_both_directions():
    assert WAY == 42
    before, after = busy(at(9)), busy(at(12))
    for spare, refused in ((WAY, False), (WAY - 1, True)):
        since = slot(at(10) + timedelta(minutes=spare))
        until = slot(at(11) - timedelta(minutes=spare))
        assert bool(refusals_of(since, [lecturer(before)])) is refused
        assert bool(refusals_of(until, [lecturer(after)])) is refused
    (reason,) = refusals_of(slot(at(10, 30)), [lecturer(before)])
    assert reason == (
        "讲师讲示一 5 月 8 日 09:00—10:00 讲完“甲厂一讲”，两地约 11.1 千米，路上约需 42 分钟，中间只有 30 分钟。"
    )


@pytest.mark.parametrize("there", [HERE, None])
def test_just_touching_is_enough_where_there_is_no_way(there):
    assert refusals_of(slot(at(10)), [lecturer(busy(at(9), point=there))]) == []
    assert refusals_of(slot(at(8)), [lecturer(busy(at(9), point=there))]) == []
    (reason,) = refusals_of(slot(at(9, 59)), [lecturer(busy(at(9), point=there))])
    assert reason == "讲师讲示一 5 月 8 日 09:00—10:00 要讲“甲厂一讲”，时间重叠。"


def test_a_venue_is_taken_once_and_a_lecturer_must_be_in_service():
    hall = VenueFacts("示例礼堂", busy=[busy(at(9))])
    assert "场地“示例礼堂” 5 月 8 日 09:00—10:00 已安排“甲厂一讲”" in refusals_of(slot(at(9, 30)), [], [hall])[0]
    assert refusals_of(slot(at(10)), [], [hall]) == []
    rooms = VenueFacts("示例礼堂", busy=[busy(at(9), room="三楼", key=1)])
    taken = [bool(refusals_of(slot(at(9), room=room), [], [rooms])) for room in ("", "三楼", "五楼")]
    assert taken == [True, True, False]
    assert refusals_of(slot(at(9), room="三楼", key=1), [], [rooms]) == []  # itself, moved by some minutes
    assert refusals_of(slot(at(9)), [lecturer(in_service=False)]) == ["讲师讲示一现在不在聘，请换一位讲师。"]


def test_hours_and_exceptions_are_warnings():
    hours = [WeeklyHours(4, time(9), time(11))]  # 2026-05-08 is a Friday
    assert warnings_of(slot(at(10)), [lecturer(hours=hours)]) == []
    assert len(warnings_of(slot(at(10, 30)), [lecturer(hours=hours)])) == 1
    away = DaysApart(date(2026, 5, 8), date(2026, 5, 9))
    assert len(warnings_of(slot(at(10)), [lecturer(hours=hours, exceptions=[away])])) == 1


def test_cap_counts_the_year_and_rest_days_lie_between():
    taken = [busy(at(9, day=1)), busy(at(9, day=2, month=1) - timedelta(days=5))]
    assert warnings_of(slot(at(9)), [lecturer(*taken, yearly_cap=2)]) == []
    (reason,) = warnings_of(slot(at(9)), [lecturer(*taken, yearly_cap=1)])
    assert "2026 年已排 1 场，本人一年最多讲 1 场" in reason
    for day, resting in ((10, True), (11, False)):
        assert bool(warnings_of(slot(at(9)), [lecturer(busy(at(9, day=day)), rest_days=2)])) is resting


def test_host_repeats_seats_and_distance_are_warnings():
    host = HostFacts("示例公司", [busy(at(9, day=1))], repeat_days=7)
    assert "“示例公司”5 月 1 日已有“甲厂一讲”，7 天内重复" in warnings_of(slot(at(9)), host=host)[0]
    assert warnings_of(slot(at(9, day=9)), host=host) == []
    halls = [VenueFacts("甲", 100), VenueFacts("乙", 50)]
    assert warnings_of(slot(at(9), people=150), venues=halls) == []
    assert warnings_of(slot(at(9), people=151), venues=halls) == ["预计 151 人，场地一共只有 150 个座位。"]
    assert warnings_of(slot(at(9), people=999), venues=[*halls, VenueFacts("丙")]) == []
    assert warnings_of(slot(at(9)), [lecturer(home=THERE, travel_km=12)]) == []
    far = clashes_of(slot(at(9)), [lecturer(home=THERE, travel_km=11)])
    assert far.refusals == [] and "约 11.1 千米" in far.warnings[0]
    assert not clashes_of(slot(at(9)), [lecturer(home=THERE)])
