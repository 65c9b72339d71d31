"""以赛代评: each published line at its edge and one beyond, and what holds for all of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessments.grants.rules_levels import Held
from assessments.promotions.published import PublishedSet, Unreadable, published_sets, read_clause, with_places
from assessments.promotions.rules import Clause, Decision, Place, RuleBook, last_place, promotion_for
from people.careers.rules import ContestTier as Tier
from people.persons.rules import Level

SETS = {one.title: one for one in published_sets()}
TIANJIN, HEILONGJIANG = SETS["天津市以赛代评（2024）"], SETS["黑龙江省以赛代评"]
PRINTING, NATIONAL_2012 = SETS["人社部 第三届印刷行业竞赛"], SETS["人社部 2012 年国家级竞赛"]
SECOND_NATIONAL, HAINAN = SETS["第二届全国技能大赛（2023）"], SETS["海南 第二届自贸港竞赛"]
FINAL_DAY, TODAY = date(2026, 9, 30), date(2026, 10, 12)


def book(published: PublishedSet) -> RuleBook:
    return RuleBook(published.clauses, date(2024, 1, 1), contest=published.contest, once_a_year=published.once_a_year)


def decide(published: PublishedSet, tier: Tier, place: int, *held: Level, promoted=(), **facts) -> Decision:
    usual: dict[str, Any] = {
        "contest": f"示例{published.contest}大赛",
        "category": "职工组",
        "student": False,
        "occupation_code": "6-02-06-03",
        "entrants": 40,
        "decided_on": FINAL_DAY,
    }
    known = [Held(level, date(2020, 1, 1)) for level in held]
    return promotion_for(Place(tier=tier, place=place, **(usual | facts)), known, promoted, book(published), TODAY)


STUDENT = {"student": True, "category": "学生组"}


@pytest.mark.parametrize(
    ("published", "tier", "edge", "level", "beyond", "facts"),
    [
        (TIANJIN, Tier.CITY_FIRST, 10, Level.TWO, None, {}),
        (TIANJIN, Tier.CITY_FIRST, 10, Level.THREE, None, STUDENT),
        (TIANJIN, Tier.CITY_SECOND, 6, Level.THREE, None, {}),
        (TIANJIN, Tier.DISTRICT, 6, Level.THREE, None, {}),
        (TIANJIN, Tier.DISTRICT, 6, Level.FOUR, None, STUDENT),
        (TIANJIN, Tier.ENTERPRISE, 5, Level.FOUR, None, {"entrants": 17}),
        (TIANJIN, Tier.ENTERPRISE, 5, Level.FOUR, None, STUDENT | {"entrants": 17}),
        (HEILONGJIANG, Tier.PROVINCIAL_FIRST, 3, Level.ONE, Level.TWO, {}),
        (HEILONGJIANG, Tier.PROVINCIAL_FIRST, 10, Level.TWO, Level.THREE, {"passed": True}),
        (HEILONGJIANG, Tier.PROVINCIAL_FIRST, 10, Level.TWO, None, {"passed": False}),
        (HEILONGJIANG, Tier.PROVINCIAL_SECOND, 1, Level.ONE, Level.TWO, {}),
        (HEILONGJIANG, Tier.PROVINCIAL_SECOND, 5, Level.TWO, Level.THREE, {"passed": True}),
        (HEILONGJIANG, Tier.PROVINCIAL_SECOND, 5, Level.TWO, None, {"passed": False}),
        (PRINTING, Tier.NATIONAL, 5, Level.TWO, Level.THREE, {}),
        (PRINTING, Tier.NATIONAL, 20, Level.THREE, None, {}),
        (PRINTING, Tier.NATIONAL, 5, Level.THREE, None, STUDENT),
        (NATIONAL_2012, Tier.NATIONAL, 5, Level.TWO, Level.THREE, {"category": "高级工组"}),
        (NATIONAL_2012, Tier.NATIONAL, 15, Level.THREE, None, {"category": "高级工组"}),
        (NATIONAL_2012, Tier.NATIONAL, 5, Level.THREE, Level.FOUR, {"category": "中级工组"}),
        (NATIONAL_2012, Tier.NATIONAL, 15, Level.FOUR, None, {"category": "中级工组"}),
        (SECOND_NATIONAL, Tier.NATIONAL, 20, Level.TWO, None, {}),
        (SECOND_NATIONAL, Tier.NATIONAL, 20, Level.TWO, None, {"entrants": 41}),
        (HAINAN, Tier.PROVINCIAL_FIRST, 20, Level.THREE, None, {"prize": "优胜奖"}),
        (HAINAN, Tier.PROVINCIAL_SECOND, 20, Level.THREE, None, {"prize": "优胜奖"}),
    ],
)
def test_promotion_for_each_published_line_at_its_edge(published, tier, edge, level, beyond, facts):
    assert decide(published, tier, edge, **facts).level is level
    assert decide(published, tier, edge + 1, **facts).level is beyond


def test_promotion_for_medals_of_hainan_wherever_they_were_placed():
    prizes = ("金奖", "银奖", "铜奖", "一等奖", "优胜奖", "")
    levels = [decide(HAINAN, Tier.PROVINCIAL_FIRST, 3, prize=prize).level for prize in prizes]
    assert levels == [Level.TWO, Level.TWO, Level.TWO, None, Level.THREE, None]


@pytest.mark.parametrize(
    ("published", "tier", "held", "level"),
    [
        (TIANJIN, Tier.CITY_FIRST, Level.THREE, Level.TWO),
        (TIANJIN, Tier.CITY_FIRST, Level.TWO, Level.ONE),
        (TIANJIN, Tier.CITY_FIRST, Level.ONE, None),
        (TIANJIN, Tier.CITY_SECOND, Level.THREE, Level.TWO),
        (TIANJIN, Tier.CITY_SECOND, Level.TWO, None),
        (TIANJIN, Tier.ENTERPRISE, Level.FOUR, Level.THREE),
        (HEILONGJIANG, Tier.PROVINCIAL_FIRST, Level.ONE, None),
        (PRINTING, Tier.NATIONAL, Level.TWO, Level.ONE),
        (SECOND_NATIONAL, Tier.NATIONAL, Level.TWO, Level.ONE),
        (NATIONAL_2012, Tier.NATIONAL, Level.SPECIAL, None),
    ],
)
def test_promotion_for_who_holds_the_level_already(published, tier, held, level):
    assert decide(published, tier, 1, held, category="高级职工组").level is level


def test_promotion_for_students_never_goes_one_up():
    assert decide(TIANJIN, Tier.CITY_FIRST, 1, Level.THREE, **STUDENT).reasons == (
        "他已有三级/高级工，按这一条晋升到三级/高级工，没有提高。",
    )


def test_promotion_for_a_level_got_after_the_contest_is_no_step_further_up():
    held = [Held(Level.TWO, date(2026, 10, 8))]
    place = Place("示例", Tier.CITY_FIRST, "职工组", False, "6-02-06-03", 1, 40, FINAL_DAY)
    decision = promotion_for(place, held, (), book(TIANJIN), TODAY)
    assert decision.level is None
    later = [Held(Level.TWO, date(2026, 10, 13))]  # not his yet on the day of the decision
    assert promotion_for(place, later, (), book(TIANJIN), TODAY).level is Level.TWO


def test_promotion_for_a_level_without_its_day_is_to_be_confirmed():
    place = Place("示例", Tier.CITY_FIRST, "职工组", False, "6-02-06-03", 1, 40, FINAL_DAY)
    decision = promotion_for(place, [Held(Level.TWO, None)], (), book(TIANJIN), TODAY)
    assert (decision.level, decision.to_confirm) == (
        Level.ONE,
        ("二级/技师在成绩生效（2026-09-30）之前取得（登记时没有写日期）。",),
    )


def test_promotion_for_once_a_year_by_the_calendar_year_of_the_result():
    same, before = date(2026, 1, 1), date(2025, 12, 31)
    refused = decide(TIANJIN, Tier.CITY_FIRST, 1, promoted=[same])
    assert refused.reasons == ("每人每年最多晋升一次，他 2026 年已经以赛代评晋升过。",)
    assert decide(TIANJIN, Tier.CITY_FIRST, 1, promoted=[before]).level is Level.TWO
    assert decide(PRINTING, Tier.NATIONAL, 1, promoted=[same]).level is Level.TWO  # its document says no such thing


def test_promotion_for_conditions_are_left_to_a_person():
    assert decide(HEILONGJIANG, Tier.PROVINCIAL_FIRST, 30).to_confirm == (
        "竞赛按技师（二级）标准命题。",
        "成绩达到合格分。",
    )


def test_promotion_for_outside_the_set():
    assert decide(TIANJIN, Tier.NATIONAL, 1).reasons == ("规则表没有这一层级类别的条款。",)
    assert decide(TIANJIN, Tier.CITY_FIRST, 1, occupation_code="").level is None
    assert decide(PRINTING, Tier.NATIONAL, 1, contest="示例焊工大赛").reasons == ("规则只适用于“印刷”。",)
    early = decide(TIANJIN, Tier.CITY_FIRST, 1, decided_on=date(2023, 12, 31))
    assert early.reasons == ("成绩在 2023-12-31 生效，不在规则的有效期内。",)
    ending = replace(book(TIANJIN), valid_to=FINAL_DAY)
    place = Place("示例", Tier.CITY_FIRST, "职工组", False, "6-02-06-03", 1, 40, FINAL_DAY)
    assert promotion_for(place, (), (), ending, TODAY).level is Level.TWO
    assert promotion_for(replace(place, decided_on=TODAY), (), (), ending, TODAY).level is None


@pytest.mark.parametrize(("entrants", "last"), [(17, 5), (20, 6), (19, 5), (3, 0), (4, 1), (100, 30)])
def test_last_place_of_a_share_is_never_rounded_up(entrants, last):
    assert last_place(TIANJIN.clauses[4], entrants=entrants, team_size=1) == last


def test_promotion_for_a_shared_place_counts_alike_unless_none_may_be_shared():
    assert decide(TIANJIN, Tier.CITY_FIRST, 10, sharing=3).level is Level.TWO
    facts = {"prize": "优胜奖", "sharing": 2}
    assert decide(HAINAN, Tier.PROVINCIAL_FIRST, 19, **facts).level is Level.THREE
    assert decide(HAINAN, Tier.PROVINCIAL_FIRST, 20, **facts).reasons == (
        "这一条要求获金、银、铜奖，他获“优胜奖”。",
        "这一条取第 1 至 20 名（40 人的前 50%），他是第 20 名，2 人并列，按并列的末位计。",
    )


def test_with_places_of_pairs_and_trios():
    clause = with_places(Clause(1, (Tier.NATIONAL,), Level.TWO), "1-5 (pairs 1-3, trios 1-2)")
    limits = [last_place(clause, entrants=40, team_size=size) for size in (1, 2, 3)]
    assert limits == [5, 3, 2]
    rules = RuleBook([clause], date(2024, 1, 1))
    place = Place("示例", Tier.NATIONAL, "职工组", False, "6-02-06-03", 3, 40, FINAL_DAY)
    levels = [promotion_for(replace(place, team_size=size), (), (), rules, TODAY).level for size in (1, 2, 3)]
    assert levels == [Level.TWO, Level.TWO, None]
    assert promotion_for(replace(place, team_size=4), (), (), rules, TODAY).reasons == (
        "规则没有规定 4 人一队的赛项取几名。",
    )


def test_published_sets_lose_no_row():
    counted = {one.title: (len(one.clauses), len(one.notes), one.once_a_year) for one in SETS.values()}
    assert list(counted.values()) == [
        (6, 0, True), (6, 0, False), (3, 0, False), (4, 0, False), (1, 1, False), (2, 0, False), (0, 2, False),
    ]  # fmt: skip
    assert PRINTING.clauses[0].honour == "全国技术能手"
    assert SETS["德州市竞赛奖励"].notes[1][1] == "只授予称号（德州市技术能手 + 五一劳动标兵），不晋升等级。"


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("level", "街道级", "竞赛层级“街道级”读不懂。"),
        ("group", "退休职工", "适用对象“退休职工”读不懂。"),
        ("placing", "前几名", "名次“前几名”读不懂。"),
        ("result", "奖金 5000 元", "只授予称号（奖金 5000 元），不晋升等级。"),
        ("result", "技师; already 高级工 -> 高级技师", "里已有等级的一句读不懂"),
    ],
)
def test_read_clause_names_what_it_cannot_read(field, text, reason):
    row = {"level": "市级一类", "group": "职工", "placing": "1-10", "result": "技师"}
    with pytest.raises(Unreadable, match=reason.replace("（", ".").replace("）", ".")):
        read_clause(row | {field: text}, 1)
