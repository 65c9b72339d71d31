"""What kinds of honour there are, by family and level, and which dates are possible."""

from datetime import date

import pytest

from people.honours.rules import (
    FAMILY_TITLES,
    HOLDER_TITLES,
    HONOUR_FAMILIES,
    HONOUR_HOLDERS,
    HONOUR_LEVELS,
    HONOUR_TITLES,
    LEVEL_TITLES,
    HolderKind,
    HonourFamily,
    HonourKind,
    HonourLevel,
    highest_level,
    is_at_least,
    kinds_of,
    reasons_against_dates,
)

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("kind", "title", "family", "level", "holder"),
    [
        (HonourKind.NATIONAL_MODEL_WORKER, "全国劳动模范", "劳动模范", "全国", "个人"),
        (HonourKind.PROVINCIAL_MAY_DAY_CERTIFICATE, "省（市）五一劳动奖状", "五一劳动奖状", "省（市）", "单位"),
        (HonourKind.CITY_PIONEER_TEAM, "地市工人先锋号", "工人先锋号", "地市", "班组"),
        (HonourKind.NATIONAL_PACESETTER_POST, "全国五一巾帼标兵岗", "五一巾帼标兵岗", "全国", "岗位"),
        (HonourKind.JINGONG_CRAFTSPERSON, "津工工匠", "工匠", "区县", "个人"),
        (HonourKind.GRAND_SKILL_AWARD, "中华技能大奖", "中华技能大奖", "全国", "个人"),
        (HonourKind.MAY_DAY_MEDAL, "五一劳动奖章（级别未注明）", "五一劳动奖章", "级别未注明", "个人"),
    ],
)
def test_a_kind_says_its_family_level_and_holder(kind, title, family, level, holder):
    assert (HONOUR_TITLES[kind], FAMILY_TITLES[HONOUR_FAMILIES[kind]]) == (title, family)
    assert (LEVEL_TITLES[HONOUR_LEVELS[kind]], HOLDER_TITLES[HONOUR_HOLDERS[kind]]) == (level, holder)


def test_titles_are_distinct_and_kinds_are_told_apart_by_family_level_and_holder():
    assert len(set(HONOUR_TITLES.values())) == len(HonourKind)
    assert kinds_of(HonourFamily.MAY_DAY_MEDAL, HonourLevel.NATIONAL) == [HonourKind.NATIONAL_MAY_DAY_MEDAL]
    assert kinds_of(holder=HolderKind.UNIT) == [
        HonourKind.NATIONAL_MAY_DAY_CERTIFICATE,
        HonourKind.PROVINCIAL_MAY_DAY_CERTIFICATE,
        HonourKind.CITY_MAY_DAY_CERTIFICATE,
    ]


def test_levels_are_compared_and_an_unstated_one_is_none():
    assert is_at_least(HonourKind.NATIONAL_MODEL_WORKER, HonourLevel.PROVINCIAL)
    assert is_at_least(HonourKind.PROVINCIAL_MODEL_WORKER, HonourLevel.PROVINCIAL)
    assert not is_at_least(HonourKind.CITY_MODEL_WORKER, HonourLevel.PROVINCIAL)
    assert not is_at_least(HonourKind.CRAFTSPERSON, HonourLevel.ENTERPRISE)
    held = [HonourKind.CRAFTSPERSON, HonourKind.DISTRICT_SKILL_STAR, HonourKind.CITY_MODEL_WORKER]
    assert (highest_level(held), highest_level([])) == (HonourLevel.CITY, None)


@pytest.mark.parametrize(
    ("year", "awarded_on", "born", "said"),
    [
        (2026, date(2026, 5, 1), date(1990, 3, 7), []),
        (1949, None, None, []),
        (1948, None, None, ["年份应在 1949 年到今年之间。"]),
        (2027, None, None, ["年份应在 1949 年到今年之间。"]),
        (1990, None, date(1990, 3, 7), ["年份应在出生之后、今年之前或今年。"]),
        (2024, date(2025, 5, 1), None, ["授予日期应在 2024 年之内，请核对年份和日期。"]),
        (2026, date(2026, 5, 2), None, ["授予日期不能晚于今天。"]),
    ],
)
def test_impossible_dates_are_named(year, awarded_on, born, said):
    assert reasons_against_dates(year, awarded_on, born, TODAY) == said
