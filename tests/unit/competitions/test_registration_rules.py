"""Eligibility: every reason at once, on the contest day, by the printed conditions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from competitions.planning.rules import EventFormat
from competitions.registration.rules import (
    ENTRY_STATE_TITLES,
    ENTRY_WORKFLOW,
    Contestant,
    EntryState,
    MemberPart,
    Requirements,
    award_bar,
    doubts_about_entry,
    reasons_against_entry,
    reasons_against_time,
)
from foundation.errors import Refused
from people.honours.rules import HonourKind

REQUIREMENTS = Requirements(
    format=EventFormat.INDIVIDUAL,
    occupation_code="6-18-02-04",
    smallest_team=1,
    largest_team=1,
    most_substitutes=0,
    youngest=16,
    oldest=50,
    barred_honours=frozenset({HonourKind.GRAND_SKILL_AWARD}),
    unrewarded_honours=frozenset({HonourKind.NATIONAL_SKILL_EXPERT}),
    contest_day=date(2026, 12, 10),
    opens=datetime(2026, 10, 1, tzinfo=UTC),
    closes=datetime(2026, 11, 30, tzinfo=UTC),
    published=True,
    drawn=False,
)
TEAM = replace(REQUIREMENTS, format=EventFormat.TEAM, smallest_team=3, largest_team=4, most_substitutes=1)
GOOD = Contestant("李甲", date(1990, 3, 7), occupation_code="6-18-02-04")
C, L, S = MemberPart.CONTESTANT, MemberPart.CAPTAIN, MemberPart.SUBSTITUTE


def team(*parts: MemberPart) -> list[Contestant]:
    return [replace(GOOD, name=f"队员{number}", part=part) for number, part in enumerate(parts, 1)]


def test_entry_that_fits_has_no_reasons_against_it():
    assert reasons_against_entry([GOOD], REQUIREMENTS) == []
    assert doubts_about_entry([GOOD], REQUIREMENTS) == []
    assert award_bar([GOOD], REQUIREMENTS) == ""


def test_every_reason_is_given_at_once():
    bad = Contestant(
        "王乙",
        date(1970, 1, 1),
        MemberPart.CAPTAIN,
        False,
        frozenset({HonourKind.GRAND_SKILL_AWARD}),
        occupation_code="x",
    )
    assert reasons_against_entry([bad, GOOD], REQUIREMENTS) == [
        "选手 2 人，本赛项要求 1 人（不含替补）。",
        "个人赛不设队长。",
        "王乙：竞赛首日（2026年12月10日）56 周岁，本赛项要求不超过 50 周岁。",
        "王乙：已获“中华技能大奖”，按竞赛通知不能报名本赛项。",
        "王乙：不是报名单位的职工，请由其所在单位报名，或先在“人员”里更新工作单位。",
    ]


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (date(2010, 12, 11), "李甲：竞赛首日（2026年12月10日）15 周岁，本赛项要求年满 16 周岁。"),
        (date(1975, 12, 10), "李甲：竞赛首日（2026年12月10日）51 周岁，本赛项要求不超过 50 周岁。"),
    ],
)
def test_age_outside_the_limits_is_refused(born: date, reason: str):
    assert reasons_against_entry([replace(GOOD, birth_date=born)], REQUIREMENTS) == [reason]


@pytest.mark.parametrize("born", [date(2010, 12, 10), date(1976, 12, 10), date(1975, 12, 11)])
def test_age_limits_are_included_and_the_birthday_counts(born: date):
    assert reasons_against_entry([replace(GOOD, birth_date=born)], REQUIREMENTS) == []


def test_event_without_age_limits_takes_every_age():
    ageless = replace(REQUIREMENTS, youngest=None, oldest=None)
    assert reasons_against_entry([replace(GOOD, birth_date=date(1930, 1, 1))], ageless) == []


@pytest.mark.parametrize(
    ("parts", "reasons"),
    [
        ((L, C, C), []),
        ((L, C, C, C, S), []),
        ((L, C), ["选手 2 人，本赛项要求 3 至 4 人（不含替补）。"]),
        ((L, C, C, S, S), ["替补 2 人，本赛项最多 1 人。"]),
        ((C, C, C), ["团体赛须有 1 名队长，现有 0 名。"]),
        ((L, L, C), ["团体赛须有 1 名队长，现有 2 名。"]),
    ],
)
def test_team_needs_its_size_one_captain_and_few_substitutes(parts: tuple[MemberPart, ...], reasons: list[str]):
    assert reasons_against_entry(team(*parts), TEAM) == reasons


def test_pair_has_at_most_one_captain_and_no_substitutes_unless_planned():
    pair = replace(REQUIREMENTS, format=EventFormat.PAIR, smallest_team=2, largest_team=2)
    assert reasons_against_entry(team(C, C), pair) == []
    assert reasons_against_entry(team(L, L), pair) == ["队长最多 1 名。"]
    assert reasons_against_entry(team(L, C, S), pair) == ["替补 1 人，本赛项不设替补。"]


@pytest.mark.parametrize(
    ("at", "facts", "returned", "reasons"),
    [
        (datetime(2026, 10, 1, tzinfo=UTC), {}, False, []),
        (datetime(2026, 9, 30, 23, tzinfo=UTC), {}, False, ["报名还没有开始。"]),
        (
            datetime(2026, 11, 30, tzinfo=UTC),
            {},
            False,
            ["报名已经截止。确需补报的，请联系竞赛主办单位调整报名时间。"],
        ),
        (datetime(2026, 12, 1, tzinfo=UTC), {}, True, []),
        (datetime(2026, 12, 1, tzinfo=UTC), {"drawn": True}, True, ["本赛项已经抽签，不能再提交或更改报名。"]),
        (datetime(2026, 10, 1, tzinfo=UTC), {"published": False}, False, ["竞赛还没有发布，不能报名。"]),
    ],
)
def test_registration_window_is_kept_and_returned_entries_may_come_again_until_the_draw(
    at: datetime, facts: dict[str, Any], returned: bool, reasons: list[str]
):
    assert reasons_against_time(at, replace(REQUIREMENTS, **facts), returned=returned) == reasons


def test_award_bar_names_the_honour_and_substitutes_do_not_count():
    holder = replace(GOOD, name="赵丙", honours=frozenset({HonourKind.NATIONAL_SKILL_EXPERT}))
    assert award_bar([holder], REQUIREMENTS) == "赵丙已获“全国技术能手”，可以参赛，不受奖，名次依次递补。"
    assert award_bar([GOOD, replace(holder, part=MemberPart.SUBSTITUTE)], REQUIREMENTS) == ""


def test_doubts_name_the_missing_photo_and_the_other_occupation():
    assert doubts_about_entry([replace(GOOD, has_photo=False, occupation_code="4-02-02-09")], REQUIREMENTS) == [
        "李甲：还没有照片，准考证上要用。",
        "李甲：登记的职业（4-02-02-09）与赛项职业（6-18-02-04）不同。",
    ]


def test_workflow_of_an_entry_knows_every_state_and_asks_reasons_for_the_way_back():
    assert {state for state, _ in ENTRY_WORKFLOW.table} | set(ENTRY_WORKFLOW.table.values()) == set(EntryState)
    assert set(ENTRY_STATE_TITLES) == set(EntryState)
    with pytest.raises(Refused, match="写明原因"):
        ENTRY_WORKFLOW.next_state(EntryState.SUBMITTED, "return_entry", " ")
    with pytest.raises(Refused, match="已撤回"):
        ENTRY_WORKFLOW.next_state(EntryState.WITHDRAWN, "submit_entry")
