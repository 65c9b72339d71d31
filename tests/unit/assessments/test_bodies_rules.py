"""Bodies: the prefix, the scope on a day, who is assessed, who may assess."""

import re
from dataclasses import replace
from datetime import date

import pytest

from assessments.bodies.rules import (
    BodyKind,
    OfficialRole,
    Standing,
    prefix_faults,
    reasons_against_applicant,
    standing_on,
)
from assessments.bodies.rules_officials import Qualification, qualification_faults, reasons_against_official
from assessments.bodies.rules_scope import Entitlement, Wanted, levels_in_short, read_levels, reasons_against_assessing
from people.persons.rules import Level

BREWER = "6-02-06-03"
FILED = Entitlement(BREWER, "", list("543"), "示备01号", date(2025, 1, 1), date(2026, 12, 31))
WANTED = Wanted(BREWER, "白酒酿造工", "", Level.FOUR)


@pytest.mark.parametrize(
    ("kind", "prefix", "right"),
    [
        (BodyKind.ENTERPRISE, "Y000050999999", True),
        (BodyKind.SOCIAL, "S123450000001", True),
        (BodyKind.ENTERPRISE, "Y000066000001", True),
        (BodyKind.SOCIAL, "Y000050999999", False),  # the letter of the other kind
        (BodyKind.ENTERPRISE, "S000050999999", False),
        (BodyKind.ENTERPRISE, "y000050999999", False),
        (BodyKind.ENTERPRISE, "Y00005099999", False),  # 12
        (BodyKind.ENTERPRISE, "Y0000509999999", False),  # 14
        (BodyKind.ENTERPRISE, "Y000016999999", False),  # no province
        (BodyKind.ENTERPRISE, "Y000099999999", False),
        (BodyKind.ENTERPRISE, "Y0000５0999999", False),  # full width
        (BodyKind.ENTERPRISE, "X000050999999", False),
        (BodyKind.ENTERPRISE, "", False),
    ],
)
def test_prefix_faults(kind: BodyKind, prefix: str, right: bool):
    assert (prefix_faults(kind, prefix) == []) is right


@pytest.mark.parametrize(
    ("day", "right"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_reasons_against_assessing_by_day_of_filing(day: date, right: bool):
    reasons = reasons_against_assessing([FILED], WANTED, day)
    expected = f"备案 示备01号 的有效期是 2025-01-01 至 2026-12-31，{day} 不在有效期内。"
    assert reasons == ([] if right else [expected])


@pytest.mark.parametrize(
    ("day", "right"),
    [(date(2025, 5, 31), False), (date(2025, 6, 1), True), (date(2025, 9, 30), True), (date(2025, 10, 1), False)],
)
def test_reasons_against_assessing_by_narrower_days(day: date, right: bool):
    narrowed = replace(FILED, narrowed_from=date(2025, 6, 1), narrowed_to=date(2025, 9, 30))
    reasons = reasons_against_assessing([narrowed], WANTED, day)
    expected = f"“白酒酿造工”的认定范围有效期是 2025-06-01 至 2025-09-30，{day} 不在有效期内。"
    assert reasons == ([] if right else [expected])


@pytest.mark.parametrize(
    ("scope", "wanted", "said"),
    [
        ([], WANTED, "还没有备案"),
        ([FILED], replace(WANTED, occupation_code="6-02-06-07", occupation="品酒师"), "品酒师"),
        ([FILED], replace(WANTED, trade="制曲工"), "不含“制曲工”"),
        ([FILED], replace(WANTED, level=Level.TWO), "是：五级/初级工、四级/中级工、三级/高级工；不含二级/技师"),
    ],
)
def test_reasons_against_assessing_name_the_limit(scope: list[Entitlement], wanted: Wanted, said: str):
    [reason] = reasons_against_assessing(scope, wanted, date(2026, 1, 1))
    assert said in reason


def test_reasons_against_assessing_takes_a_renewed_filing():
    renewed = replace(FILED, filing_number="示备02号", filed_from=date(2027, 1, 1), filed_to=date(2029, 12, 31))
    assert reasons_against_assessing([FILED, renewed], WANTED, date(2027, 1, 1)) == []
    assert len(reasons_against_assessing([FILED, renewed], WANTED, date(2030, 1, 1))) == 2


def test_reasons_against_applicant_only_own_staff_of_an_enterprise():
    assert reasons_against_applicant(BodyKind.ENTERPRISE, "/1/5/", "/1/5/9/") == []
    assert reasons_against_applicant(BodyKind.SOCIAL, "/1/5/", "/1/6/") == []
    assert reasons_against_applicant(BodyKind.SOCIAL, "/1/5/", None) == []
    assert len(reasons_against_applicant(BodyKind.ENTERPRISE, "/1/5/", "/1/55/")) == 1
    assert len(reasons_against_applicant(BodyKind.ENTERPRISE, "/1/5/", None)) == 1


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2024, 12, 31), Standing.UPCOMING),
        (date(2025, 1, 1), Standing.HOLDING),
        (date(2026, 10, 1), Standing.HOLDING),  # 91 days left
        (date(2026, 10, 2), Standing.ENDING),
        (date(2026, 12, 31), Standing.ENDING),
        (date(2027, 1, 1), Standing.LAPSED),
    ],
)
def test_standing_on(day: date, standing: Standing):
    assert standing_on(date(2025, 1, 1), date(2026, 12, 31), day) is standing


def held(role: OfficialRole, *levels: str) -> Qualification:
    scope = [(BREWER, levels)] if levels else []
    return Qualification(role, date(2025, 1, 1), date(2026, 12, 31), scope)


@pytest.mark.parametrize(
    ("qualification", "level", "right"),
    [
        (held(OfficialRole.ASSESSOR, *"54321"), Level.THREE, True),
        (held(OfficialRole.ASSESSOR, *"54321"), Level.TWO, False),
        (held(OfficialRole.SENIOR_ASSESSOR, *"54321"), Level.ONE, True),
        (held(OfficialRole.SENIOR_ASSESSOR, *"543"), Level.TWO, False),
        (held(OfficialRole.SENIOR_ASSESSOR), Level.FOUR, False),
        (held(OfficialRole.EXPERT, "2"), Level.TWO, True),
        (held(OfficialRole.INTERNAL_INSPECTOR), Level.ONE, True),
        (held(OfficialRole.INVIGILATOR, "4"), Level.FIVE, False),
    ],
)
def test_reasons_against_official_by_role_and_level(qualification: Qualification, level: Level, right: bool):
    assert (reasons_against_official(qualification, BREWER, level, date(2026, 1, 1)) == []) is right


def test_reasons_against_official_by_day_and_occupation():
    senior = held(OfficialRole.SENIOR_ASSESSOR, *"54321")
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [reasons_against_official(senior, BREWER, Level.TWO, day) == [] for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert len(reasons_against_official(senior, "6-02-06-07", Level.TWO, date(2027, 1, 1))) == 2


def test_qualification_faults():
    assert qualification_faults(held(OfficialRole.ASSESSOR, "5", "3")) == []
    assert "一级" in qualification_faults(held(OfficialRole.ASSESSOR, "1"))[0]
    assert len(qualification_faults(held(OfficialRole.EXPERT))) == 1
    assert qualification_faults(held(OfficialRole.EXTERNAL_INSPECTOR)) == []
    backwards = replace(held(OfficialRole.INVIGILATOR), valid_to=date(2024, 12, 31))
    assert len(qualification_faults(backwards)) == 1


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("五级、四级", "54"),
        ("5,4；3", "543"),
        ("四级/中级工", "4"),
        ("五级至一级", "54321"),
        ("3-1", "321"),
        ("高级技师 技师", "21"),
        ("", ""),
    ],
)
def test_read_levels(text: str, levels: str):
    assert "".join(read_levels(text)) == levels


@pytest.mark.parametrize("text", ["四级以上", "六级", "5-", "5-4-3", "特级技师"])
def test_read_levels_refuses_what_it_does_not_know(text: str):
    with pytest.raises(ValueError, match=re.escape(text)):
        read_levels(text)


def test_levels_in_short():
    shown = [levels_in_short(list(levels)) for levels in ("54321", "345", "54", "531", "1", "")]
    assert shown == ["五级至一级", "五级至三级", "五级、四级", "五级、三级、一级", "一级", ""]
