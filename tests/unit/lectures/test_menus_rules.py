"""The rules of menus, wishes and demand surveys."""

from dataclasses import replace
from datetime import date

import pytest

from lectures.menus.rules import (
    Channel,
    ItemFacts,
    ItemKind,
    channel_of,
    difference,
    item_faults,
    next_code,
    picture_of,
    reasons_against_address,
)
from lectures.menus.rules_surveys import (
    Demand,
    SurveyState,
    ranked,
    reasons_against_answering,
    reasons_against_period,
)
from lectures.menus.rules_wishes import WishState, reasons_against_seconding
from people.organisations.rules import OrganisationKind

TALK = ItemFacts(ItemKind.TOPIC, "劳模精神", "一把焊枪三十年", 60, ("worker", "union"))
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://example.cn/a",
        "//example.cn/a",
        "example.cn/video",
        "http:///video",
        "http://[::1",
        "https://example.cn/a b",
        " http://example.cn",
        "java\tscript:x",
        "https://example.cn/\x00",
    ],
)
def test_only_addresses_of_web_pages_are_kept(address: str):
    assert "http:// 或 https://" in reasons_against_address(address)[0]


def test_addresses_of_web_pages_are_kept():
    for address in ("", "https://video.example.cn/v/1?t=3", "HTTP://live.example.cn", "http://示例.中国/样片"):
        assert reasons_against_address(address) == []
    assert "太长" in reasons_against_address("https://example.cn/" + "a" * 500)[0]


def test_faults_of_an_item_stand_at_their_fields():
    assert item_faults(TALK) == {}
    bad = replace(TALK, large_class="", title="一", minutes=4, channels=(), most_people=0, sample_url="javascript:1")
    assert set(item_faults(bad)) == {"large_class", "title", "minutes", "channels", "most_people", "sample_url"}
    assert item_faults(replace(TALK, kind=ItemKind.COURSE)) == {"lessons": ["课程要写明课时。"]}
    assert item_faults(replace(TALK, kind=ItemKind.COURSE, lessons=8)) == {}


def test_a_new_version_says_what_is_new_changed_and_dropped():
    before = {"X001": TALK, "X002": replace(TALK, title="安全课"), "X003": replace(TALK, title="旧课")}
    reordered = replace(TALK, channels=("union", "worker"))
    after = {"X001": reordered, "X002": replace(TALK, title="安全大讲堂", minutes=90), "K001": TALK}
    changes = difference(before, after)
    assert changes.new == ["K001"] and changes.dropped == ["X003"]
    assert changes.changed == {"X002": ["名称", "时长（分钟）"]}
    assert not difference(before, before) and bool(changes)


def test_codes_go_on_after_the_highest_of_their_kind():
    assert next_code(ItemKind.COURSE, ["X009", "K002", "K010", "Kabc", "T1"]) == "K011"
    assert next_code(ItemKind.SERVICE, []) == "F001"


def test_channels_and_pictures():
    assert channel_of(OrganisationKind.SCHOOL) is Channel.ENTERPRISE
    assert channel_of(OrganisationKind.STREET_UNION) is Channel.UNION
    assert picture_of("安全生产", ItemKind.TOPIC) == "shield-check"
    assert picture_of("其他", ItemKind.COURSE) == "easel"


def test_a_wish_is_seconded_by_others_once_while_it_waits():
    assert reasons_against_seconding(WishState.WAITING, own=False, seconded=False) == []
    assert "您自己" in reasons_against_seconding(WishState.WAITING, own=True, seconded=False)[0]
    assert "已经附议" in reasons_against_seconding(WishState.WAITING, own=False, seconded=True)[0]
    assert "未采纳" in reasons_against_seconding(WishState.DECLINED, own=False, seconded=False)[0]


def test_a_survey_is_answered_from_its_first_to_its_last_day():
    first, last = date(2026, 11, 21), date(2026, 11, 30)
    for state, day, said in (
        (SurveyState.OPEN, first, None),
        (SurveyState.OPEN, last, None),
        (SurveyState.OPEN, date(2026, 11, 20), "从 2026年11月21日 开始"),
        (SurveyState.OPEN, date(2026, 12, 1), "已经结束"),
        (SurveyState.CLOSED, first, "已经结束"),
    ):
        reasons = reasons_against_answering(state, first, last, day)
        assert (reasons == []) if said is None else said in reasons[0]
    assert reasons_against_period(first, last, TODAY) == []
    assert len(reasons_against_period(last, date(2026, 11, 20), TODAY)) == 2


def test_demand_is_ranked_by_units_then_by_workers_and_nothing_is_added():
    few = Demand(1, units=1, unit_people=5000, workers=900)
    more = Demand(2, units=2, unit_people=10, workers=0)
    equal = Demand(3, units=2, unit_people=10, workers=3)
    assert ranked([few, more, equal]) == [equal, more, few]
