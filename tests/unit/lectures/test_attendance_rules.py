"""When one may register and check in, what a stream address is, and what is told apart."""

from datetime import UTC, datetime, timedelta

import pytest

from lectures.attendance.rules import (
    Times,
    crowded,
    moment_of,
    places_free,
    reasons_against_check_in,
    reasons_against_count,
    reasons_against_registering,
    reasons_against_views,
)

STARTS = datetime(2026, 10, 10, 6, tzinfo=UTC)
TIMES = Times(STARTS, STARTS + timedelta(hours=1))


@pytest.mark.parametrize(
    ("minutes", "said"), [(-61, "还没有到"), (-60, None), (0, None), (300, None), (301, "已经截止")]
)
def test_check_in_opens_an_hour_before_and_closes_four_hours_after(minutes: int, said: str | None):
    reasons = reasons_against_check_in(TIMES, STARTS + timedelta(minutes=minutes))
    assert [said in reason for reason in reasons] == ([True] if said else [])


@pytest.mark.parametrize(
    ("made", "arrived", "counts"),
    [
        (None, 300, 300),
        (30, 3 * 24 * 60, 30),  # three days without a network
        (30, 7 * 24 * 60 + 31, 7 * 24 * 60 + 31),  # longer than any device is off line
        (4, 0, 0),  # a clock a little ahead
        (600, 10, 10),  # a clock that is wrong
        (-61, 10, 10),
    ],
)
def test_what_a_device_noted_counts_from_when_it_was_made(made: int | None, arrived: int, counts: int):
    at, opens = (STARTS + timedelta(minutes=minutes) for minutes in (arrived, -60))
    noted = None if made is None else STARTS + timedelta(minutes=made)
    assert moment_of(noted, at, opens) == STARTS + timedelta(minutes=counts)


def test_nobody_comes_to_a_cancelled_lecture():
    gone = Times(TIMES.starts_at, TIMES.ends_at, cancelled=True)
    assert "已取消" in reasons_against_check_in(gone, STARTS)[0]
    assert "已取消" in reasons_against_registering(gone, STARTS, registers=True, released=True)[0]
    assert "不用报名" in reasons_against_registering(TIMES, STARTS, registers=False, released=True)[0]
    assert "已经结束" in reasons_against_registering(TIMES, TIMES.ends_at, registers=True, released=True)[0]
    assert "还没有发布" in reasons_against_registering(TIMES, STARTS, registers=True, released=False)[0]
    assert reasons_against_registering(TIMES, STARTS, registers=True, released=True) == []


def test_counts_need_a_reason_and_figures_make_sense():
    assert reasons_against_count(0, "学生由老师带队") == []
    assert len(reasons_against_count(-1, " ")) == 2
    assert reasons_against_views(100, 80, 60) == []
    assert len(reasons_against_views(100, 101, 101)) == 2


def test_places_and_crowds_are_told_apart_and_never_added():
    assert [places_free(None, 9), places_free(10, 4), places_free(10, 12)] == [None, 6, 0]
    assert crowded(50, 50, capacity=60, seats=80) == []
    assert [line.split("，")[0] for line in crowded(61, 90, capacity=60, seats=80)] == [
        "现场签到 61 人",
        "清点 90 人",
        "清点 90 人",
    ]
