"""The number rule of 人社鉴发〔2019〕2号 at its edges."""

from datetime import date
from typing import Any

import pytest

from assessments.certification.level_codes import fault_of_level, level_codes
from assessments.certification.rules import (
    NumberParts,
    compose_number,
    face_date_faults,
    fault_of_sequences,
    number_faults,
    parse_number,
    series_code,
)
from people.persons.rules import Level

PREFIX = "Y000050999999"
DAY = date(2026, 12, 10)


def test_compose_number_is_22_characters_and_reads_back():
    number = compose_number(PREFIX, 2026, Level.FOUR, 1)
    assert (number, len(number)) == ("Y000050999999264000001", 22)
    assert parse_number(number) == NumberParts(PREFIX, 2026, Level.FOUR, 1)


def test_parse_number_reads_the_example_of_the_rule():
    assert parse_number("Y000123000001195000001") == NumberParts("Y000123000001", 2019, Level.FIVE, 1)


@pytest.mark.parametrize("year", [2019, 2099, 2100, 2118])
def test_years_of_two_digits_are_those_from_2019(year: int):
    assert parse_number(compose_number(PREFIX, year, Level.ONE, 999_999)).year == year


@pytest.mark.parametrize(("year", "sequence"), [(2018, 1), (2119, 1), (2026, 0), (2026, 1_000_000)])
def test_compose_number_refuses_what_the_rule_has_no_room_for(year: int, sequence: int):
    with pytest.raises(ValueError, match="no certificate number"):
        compose_number(PREFIX, year, Level.FOUR, sequence)


@pytest.mark.parametrize(
    "number",
    [
        "Y00005099999926400000",  # 21
        "Y0000509999992640000011",  # 23
        "X000050999999264000001",  # neither Y nor S
        "Y000016999999264000001",  # no province 16
        "Y000067999999264000001",  # no province 67
        "Y000050999999260000001",  # no level 0
        "Y000050999999266000001",  # no level 6
        "Y00005099999926t000001",  # lower case
        "Y000050999999264000000",  # the series begins at 000001
        "y000050999999264000001",
        "Y00005０999999264000001",  # a full-width digit
        "Y00005099999926400000\n",
    ],
)
def test_parse_number_refuses(number: str):
    assert parse_number(number) is None


@pytest.mark.parametrize("province", ["11", "15", "21", "37", "46", "50", "54", "61", "65", "66", "71", "81", "82"])
def test_parse_number_knows_the_provinces(province: str):
    assert parse_number(f"S0001{province}000001264000001") is not None


def test_level_codes_are_data_and_each_stands_for_one_level():
    known = [code for code in level_codes().values() if code]
    assert known == ["5", "4", "3", "2", "1", "T"]
    assert parse_number("Y00005099999926T000001").level is Level.SPECIAL


def test_levels_without_a_code_are_refused_with_the_reason():
    assert "等级代码还没有查到" in fault_of_level(Level.CHIEF)
    assert "不发职业技能等级证书" in fault_of_level(Level.APPRENTICE)
    for level in (Level.CHIEF, Level.APPRENTICE):
        with pytest.raises(ValueError, match=r"不能编号|不编号"):
            compose_number(PREFIX, 2026, level, 1)
        faults = number_faults("Y000050999999264000001", prefix=PREFIX, level=level, face_date=DAY)
        assert faults == [fault_of_level(level)]


def test_number_faults_names_every_part_that_differs():
    fits: dict[str, Any] = {"prefix": PREFIX, "level": Level.FOUR, "face_date": DAY}
    assert number_faults("Y000050999999264000001", **fits) == []
    faults = number_faults("Y000050888888273000001", **fits)
    assert ["别的机构" in faults[0], "三级/高级工" in faults[1], "2027 年" in faults[2]] == [True] * 3
    assert number_faults("Y1", **fits) == ["编号应为 22 位，现在是 2 位，请核对。"]
    assert "不合规则" in number_faults("Y000050999999269000001", **fits)[0]
    assert "还没有登记 13 位前缀" in number_faults("Y000050999999264000001", **(fits | {"prefix": None}))[0]


def test_face_date_lies_between_the_grant_and_a_month_from_now():
    granted = date(2026, 12, 1)
    assert face_date_faults(date(2026, 11, 30), granted, DAY) == ["发证日期早于取得等级的日期（2026-12-01），请核对。"]
    assert face_date_faults(granted, granted, DAY) == []
    assert face_date_faults(date(2027, 1, 10), granted, DAY) == []
    assert face_date_faults(date(2027, 1, 11), granted, DAY) == ["发证日期最多写到 31 天之后，请核对。"]


def test_series_are_one_for_each_site_year_and_level():
    codes = {
        series_code(prefix, year, level)
        for prefix in (PREFIX, "S000150000001")
        for year in (2026, 2027)
        for level in (Level.FOUR, Level.SPECIAL)
    }
    assert len(codes) == 8


def test_fault_of_sequences_says_how_many_are_left():
    assert fault_of_sequences(range(999_998, 1_000_000), Level.FOUR, 2026) == ""
    assert fault_of_sequences([], Level.FOUR, 2026) == ""
    assert "只剩 2 个" in fault_of_sequences(range(999_998, 1_000_001), Level.FOUR, 2026)
    assert "只剩 0 个" in fault_of_sequences(range(1_000_000, 1_000_001), Level.FOUR, 2026)
