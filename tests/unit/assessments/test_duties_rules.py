"""Who must be on duty at a sitting, and what assessors' marks come to, at the edges of every rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assessments.bodies.rules import OfficialRole
from assessments.bodies.rules_officials import Qualification
from assessments.sittings.rules import SittingDuty
from assessments.sittings.rules_duties import (
    DutyParameters,
    OnDuty,
    SittingFacts,
    parameter_faults,
    reasons_against_duties,
    reasons_against_person,
)
from assessments.sittings.rules_marking import KeyCriterion, failed_keys, key_skill_faults, mean_score
from assessments.standards.rules import Part
from people.persons.rules import Level

BREWER, DAY = "6-02-06-03", date(2026, 11, 28)
USUAL = DutyParameters()


def somebody(number: int, duty: SittingDuty, role: OfficialRole = OfficialRole.SENIOR_ASSESSOR, **facts) -> OnDuty:
    scope = [] if role in {OfficialRole.INTERNAL_INSPECTOR, OfficialRole.INVIGILATOR} else [(BREWER, list("54321"))]
    held = Qualification(role, date(2025, 1, 1), date(2027, 12, 31), scope)
    return OnDuty(f"人员{number}", number, duty, held, **facts)


INSPECTOR = somebody(90, SittingDuty.INSPECTOR, OfficialRole.INTERNAL_INSPECTOR)
LEAD = somebody(1, SittingDuty.LEAD_ASSESSOR)


def practical(*raters: OnDuty, inspectors: Sequence[OnDuty] = (INSPECTOR,), **facts) -> SittingFacts:
    return SittingFacts(Part.PRACTICAL, Level.FOUR, BREWER, DAY, [*raters, *inspectors], **facts)


def assessors(count: int) -> list[OnDuty]:
    """A lead and further assessors, numbered from 1."""
    return [LEAD, *(somebody(number, SittingDuty.ASSESSOR) for number in range(2, count + 1))]


@pytest.mark.parametrize(
    ("count", "reasons"),
    [
        (1, ["考评员（含组长）应不少于 3 人，已安排 1 人。"]),
        (2, ["考评员（含组长）应不少于 3 人，已安排 2 人。"]),
        (3, []),
        (4, ["考评员（含组长）应为单数，现有 4 人，请增加或减少一人。"]),
        (5, []),
    ],
)
def test_assessors_are_three_at_least_and_odd(count: int, reasons: list[str]):
    assert reasons_against_duties(practical(*assessors(count)), USUAL) == reasons


def test_one_leads_and_one_inspects():
    without_lead = [somebody(number, SittingDuty.ASSESSOR) for number in (1, 2, 3)]
    assert reasons_against_duties(practical(*without_lead, inspectors=()), USUAL) == [
        "应有考评组长 1 人，已安排 0 人。",
        "应有督导员 1 人，已安排 0 人。",
    ]
    assert reasons_against_duties(practical(*without_lead, inspectors=()), replace(USUAL, inspectors_least=0)) == [
        "应有考评组长 1 人，已安排 0 人。"
    ]


@pytest.mark.parametrize(("candidates", "needed"), [(1, 2), (30, 2), (31, 3), (45, 3), (46, 4)])
def test_invigilators_are_two_at_least_and_one_for_fifteen(candidates: int, needed: int):
    watching = [somebody(number, SittingDuty.INVIGILATOR, OfficialRole.INVIGILATOR) for number in (1,)]
    seated = frozenset(range(100, 100 + candidates))
    theory = SittingFacts(Part.THEORY, Level.FOUR, BREWER, DAY, [*watching, INSPECTOR], seated)
    assert reasons_against_duties(theory, USUAL) == [f"应有监考 {needed} 人，已安排 1 人。"]


@pytest.mark.parametrize(("level", "fit"), [(Level.THREE, False), (Level.TWO, True), (Level.ONE, True)])
def test_comprehensive_review_is_for_technicians_and_above(level: Level, fit: bool):
    reviewers = [LEAD, *(somebody(number, SittingDuty.REVIEWER, OfficialRole.EXPERT) for number in (2, 3))]
    review = SittingFacts(Part.COMPREHENSIVE, level, BREWER, DAY, [*reviewers, INSPECTOR])
    reasons = [] if fit else ["综合评审只用于技师、高级技师，请取消这一场。"]
    assert reasons_against_duties(review, USUAL) == reasons
    assert reasons_against_duties(review, replace(USUAL, reviewers_least=5))[len(reasons) :] == [
        "评审委员（含组长）应不少于 5 人，已安排 3 人。"
    ]


def test_reasons_against_person_are_all_told():
    sitting = replace(practical(), candidates=frozenset({7}), day=date(2028, 1, 1), level=Level.TWO)
    one = replace(somebody(7, SittingDuty.ASSESSOR, OfficialRole.ASSESSOR), active=False, busy_at=("品酒师第一场",))
    assert reasons_against_person(sitting, one) == [
        "资格已停用。",
        "考评员资格的有效期是 2025-01-01 至 2027-12-31，2028-01-01 不在有效期内。",
        "考评员只考评五级至三级，二级/技师须由高级考评员考评。",
        "本人是这一场的考生，应当回避。",
        "同一时间已安排在“品酒师第一场”，不能同时在两处。",
    ]
    inspector = replace(INSPECTOR, duty=SittingDuty.ASSESSOR)
    assert reasons_against_person(practical(), inspector) == ["登记的资格是内部质量督导员，不能担任考评员。"]
    assert reasons_against_person(practical(), somebody(3, SittingDuty.REVIEWER)) == ["操作技能考核不设综合评审委员。"]


@pytest.mark.parametrize(("day", "valid"), [(date(2027, 12, 31), True), (date(2028, 1, 1), False)])
def test_an_invigilator_is_bound_by_days_only(day: date, valid: bool):
    theory = SittingFacts(Part.THEORY, Level.ONE, "6-02-06-07", day)
    assessor = somebody(3, SittingDuty.INVIGILATOR, OfficialRole.ASSESSOR)
    assert (reasons_against_person(theory, assessor) == []) is valid


def test_an_assessor_needs_an_account_where_marks_are_given_on_tablets():
    without = replace(LEAD, has_account=False)
    raters = [without, *assessors(3)[1:]]
    assert reasons_against_duties(practical(*raters), USUAL) == []
    reasons = reasons_against_duties(practical(*raters, on_tablets=True), USUAL)
    assert len(reasons) == 1 and reasons[0].startswith("人员1没有可以评分的账号")


def rosters(*persons: str) -> list[frozenset[int]]:
    """“123” is a sitting of the assessors 1, 2 and 3."""
    return [frozenset(map(int, roster)) for roster in persons]


@pytest.mark.parametrize(
    ("before", "changed"), [("123", 0), ("124", 1), ("145", 2), ("456", 3)], ids=["none", "one", "two", "all"]
)
def test_a_third_rotates_between_sittings(before: str, changed: int):
    sitting = practical(*assessors(3), rosters=rosters(before, "123"), at=1)
    short = [] if changed else ["与本站点上一次考评相比应轮换 1 人以上，现只轮换 0 人。"]
    assert reasons_against_duties(sitting, USUAL) == short
    assert reasons_against_duties(sitting, replace(USUAL, rotation_of=0)) == []


def test_five_assessors_rotate_two():
    sitting = practical(*assessors(5), rosters=rosters("12346", "12345"), at=1)
    assert reasons_against_duties(sitting, USUAL) == ["与本站点上一次考评相比应轮换 2 人以上，现只轮换 1 人。"]


@pytest.mark.parametrize(
    ("others", "at", "run"),
    [
        (["145", "167"], 2, 3),
        (["145", "167", "189"], 3, 4),
        (["145", "456", "189"], 3, 2),
        (["189", "145", "167"], 1, 4),
    ],
    ids=["third in a row", "fourth in a row", "a pause between", "put between two that stand"],
)
def test_nobody_assesses_more_than_three_times_in_a_row(others: list[str], at: int, run: int):
    held = [*others[:at], "123", *others[at:]]
    reasons = reasons_against_duties(practical(*assessors(3), rosters=rosters(*held), at=at), USUAL)
    assert reasons == ([f"人员1在本站点连续考评 {run} 次，最多 3 次，请轮换。"] if run > 3 else [])


def test_recusal_must_leave_enough_assessors():
    sitting = practical(*assessors(5), recusals={4: 2, 2: 3})
    assert reasons_against_duties(sitting, USUAL) == [
        "2 号工位按规定回避后只有 2 人评分，应不少于 3 人，请加派考评人员。"
    ]


def test_parameter_faults_want_numbers_that_can_be_kept_and_their_source():
    assert parameter_faults(USUAL, "示例市考务规定第三条") == []
    assert parameter_faults(replace(USUAL, assessors_least=4), " ") == [
        "要求单数时，考评员和评审委员的最少人数应填单数。",
        "请写明这些数字出自哪一份文件。",
    ]
    assert len(parameter_faults(replace(USUAL, candidates_each=0, rotation_of=-1), "示例")) == 2


@pytest.mark.parametrize(
    ("totals", "full_mark", "score"),
    [
        (["45", "40", "42"], "50", "84.67"),
        (["60", "60", "60"], "100", "60.00"),
        (["59.99", "60", "60"], "100", "60.00"),
        (["59.98", "59.99", "60"], "100", "59.99"),
        (["59.99", "60"], "100", "60.00"),
        (["100", "100", "100"], "120", "83.33"),
    ],
)
def test_mean_score_is_rounded_once_half_up(totals: list[str], full_mark: str, score: str):
    assert mean_score([Decimal(total) for total in totals], Decimal(full_mark)) == Decimal(score)


@pytest.mark.parametrize(("marks", "failed"), [(("12", "12", "12"), []), (("12", "12", "11.5"), ["B 摘酒"])])
def test_a_key_skill_fails_below_its_minimum_only(marks: tuple[str, ...], failed: list[str]):
    keys = {"B": KeyCriterion("摘酒", Decimal(20), 60)}
    assert failed_keys(keys, [{"A": Decimal(0), "B": Decimal(one)} for one in marks]) == failed


def test_key_skill_faults_name_what_is_no_criterion():
    assert key_skill_faults(["A"], {"A": 60}) == []
    assert key_skill_faults(["A"], {"A": 0, "C": 60}) == [
        "评分细则里没有代码“C”，不能设为关键技能。",
        "关键技能“A”的最低得分率应在 1 至 100 之间。",
    ]
