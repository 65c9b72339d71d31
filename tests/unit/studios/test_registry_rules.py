"""The rules of the register: days, points, money, levels."""

from datetime import date
from decimal import Decimal

import pytest

from studios.registry.rules import (
    NamingLevel,
    highest,
    in_wan,
    reasons_against_dates,
    reasons_against_day,
    reasons_against_fund,
    reasons_against_leaving,
    reasons_against_point,
    reasons_against_term,
)
from studios.registry.rules_map import drawn

FOUNDED, TODAY = date(2020, 3, 1), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        (None, None, ""),
        ("29.29", "106.26", ""),
        ("3.8", "135.1", ""),
        ("29.29", None, "要么都填，要么都不填"),
        ("106.26", "29.29", "填反了"),
        ("48.85", "2.35", "不在中国境内"),
        ("3.79", "112", "不在中国境内"),
    ],
)
def test_points_lie_in_china(latitude: str | None, longitude: str | None, said: str):
    reasons = reasons_against_point(*(None if one is None else Decimal(one) for one in (latitude, longitude)))
    assert (said in reasons[0]) if said else not reasons


def test_days_lie_between_the_founding_and_today():
    assert reasons_against_dates(TODAY, TODAY) == [] == reasons_against_day("加入日期", FOUNDED, FOUNDED, TODAY)
    assert reasons_against_dates(date(2026, 11, 22), TODAY) == ["成立日期不能晚于今天。"]
    assert "1949" in reasons_against_dates(date(1948, 12, 31), TODAY)[0]
    [early] = reasons_against_day("加入日期", date(2020, 2, 29), FOUNDED, TODAY)
    assert early == "加入日期早于工作室成立的日期（2020-03-01），请核对。"
    assert reasons_against_day("活动日期", date(2026, 11, 22), FOUNDED, TODAY) == ["活动日期不能晚于今天。"]
    assert reasons_against_leaving(FOUNDED, FOUNDED, TODAY) == []
    assert "早于加入日期" in reasons_against_leaving(FOUNDED, date(2020, 2, 1), TODAY)[0]
    assert reasons_against_term(FOUNDED, None) == [] == reasons_against_term(FOUNDED, FOUNDED)
    assert "早于命名日期" in reasons_against_term(FOUNDED, date(2019, 1, 1))[0]


def test_money_has_a_possible_year_and_is_not_overspent():
    assert reasons_against_fund(2026, Decimal(5), Decimal(5), FOUNDED, TODAY) == {}
    assert list(reasons_against_fund(2019, Decimal(0), Decimal(1), FOUNDED, TODAY)) == ["year", "amount", "spent"]
    assert "超支" in reasons_against_fund(2026, Decimal(5), Decimal("5.01"), FOUNDED, TODAY)["spent"][0]


@pytest.mark.parametrize(
    ("amount", "said"), [("123456", "12.35"), ("123450", "12.35"), ("30000", "3"), ("0", "0"), ("1000000000", "100000")]
)
def test_yuan_are_shown_in_wan(amount: str, said: str):
    assert in_wan(Decimal(amount)) == said


def test_points_keep_direction_and_distance_on_a_drawing():
    here = (Decimal("29.29"), Decimal("106.26"))
    alone = drawn([here], 260, 170)
    assert alone.places == [(130, 85)] and alone.width_km == 4
    north_east = (here[0] + Decimal("0.1"), here[1] + Decimal("0.1"))
    (x, y), (far_x, far_y) = drawn([here, north_east], 260, 170).places
    assert (y, far_y) == (154, 16) and 110 <= far_x - x <= 130  # a degree of longitude is 0.87 of one of latitude here
    wide = drawn([here, (here[0], here[1] + 2)], 260, 170)
    assert [place[0] for place in wide.places] == [16, 244] and wide.width_km == 221


def test_levels_stand_in_order():
    assert highest([NamingLevel.CITY, NamingLevel.ENTERPRISE]) is NamingLevel.CITY
    assert highest([]) is None
