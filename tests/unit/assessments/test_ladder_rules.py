"""新八级工: what stands against each way to a level, at its edge."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.grants.rules import Ground
from assessments.grants.rules_levels import Held, higher, highest_held, level_above
from assessments.ladder.rules import (
    AWARD_CHECKED,
    FRONT_LINE,
    LARGE_ENTERPRISE,
    SPECIAL_PRACTISED,
    Proposed,
    reasons_against_recognition,
    to_confirm,
)
from people.persons.rules import Level

DAY = date(2026, 11, 20)
DIRECT = Proposed(Ground.DIRECT, Level.THREE, (), True, "带徒二十人，攻关三项", "示酒人〔2026〕3 号", True)
SPECIAL = replace(
    DIRECT,
    ground=Ground.APPOINTMENT,
    level=Level.SPECIAL,
    held=(Held(Level.ONE, date(2020, 1, 1)),),
    post="酿造首席岗",
    begins=DAY,
    ends=date(2029, 11, 19),
)


@pytest.mark.parametrize(
    ("ground", "level", "allowed"),
    [
        (Ground.APPRENTICESHIP, Level.APPRENTICE, True),
        (Ground.APPRENTICESHIP, Level.FIVE, False),
        (Ground.APPOINTMENT, Level.ONE, False),
        (Ground.DIRECT, Level.FOUR, False),
        (Ground.DIRECT, Level.THREE, True),
        (Ground.DIRECT, Level.ONE, True),
        (Ground.DIRECT, Level.SPECIAL, False),
        (Ground.EXCEPTIONAL, Level.FIVE, False),
        (Ground.EXCEPTIONAL, Level.FOUR, True),
        (Ground.EXCEPTIONAL, Level.ONE, True),
        (Ground.EXCEPTIONAL, Level.SPECIAL, False),
    ],
)
def test_reasons_against_recognition_by_way_and_level(ground, level, allowed):
    proposed = replace(DIRECT, ground=ground, level=level, awards=("2026 年 省（市）技术能手",))
    assert (reasons_against_recognition(proposed, DAY) == []) is allowed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"employed": False}, "他没有在用人单位任职，请先登记工作单位。"),
        ({"grounds": " "}, "请写明理由和业绩。"),
        ({"document": ""}, "请填写依据文件的文号或名称。"),
        ({"has_evidence": False}, "请上传证明材料（评审、聘任文件，获奖证书等）。"),
        ({"held": (Held(Level.THREE, None),)}, "他在这个职业已有三级/高级工，不用再认定三级/高级工。"),
        ({"held": (Held(Level.TWO, DAY),)}, "他在这个职业已有二级/技师，不用再认定三级/高级工。"),
    ],
)
def test_reasons_against_recognition_name_each_fault(change, reason):
    assert reasons_against_recognition(DIRECT, DAY) == []
    assert reasons_against_recognition(replace(DIRECT, **change), DAY) == [reason]


def test_reasons_against_recognition_without_a_provincial_award():
    bare = replace(DIRECT, ground=Ground.EXCEPTIONAL)
    [reason] = reasons_against_recognition(bare, DAY)
    assert reason.startswith("没有省级及以上竞赛奖项或荣誉的记录")


def test_reasons_against_recognition_of_appointments():
    assert reasons_against_recognition(SPECIAL, DAY) == []
    for held in ((), (Held(Level.TWO, None),), (Held(Level.ONE, date(2026, 11, 21)),)):
        assert reasons_against_recognition(replace(SPECIAL, held=held), DAY) == [
            "聘任特级技师须先有一级/高级技师，他在这个职业还没有。"
        ]
    assert reasons_against_recognition(replace(SPECIAL, post="", ends=DAY), DAY) == [
        "请填写聘任的岗位。",
        "聘期的止日应在起日之后。",
    ]
    assert reasons_against_recognition(replace(SPECIAL, begins=None), DAY) == ["请填写聘期的起止日期。"]
    chief = replace(SPECIAL, level=Level.CHIEF)
    assert reasons_against_recognition(chief, DAY) == ["聘任首席技师须先有特级技师，他在这个职业还没有。"]
    assert reasons_against_recognition(replace(chief, held=(Held(Level.SPECIAL, DAY),)), DAY) == []
    again = replace(SPECIAL, held=(Held(Level.SPECIAL, DAY),))
    assert len(reasons_against_recognition(again, DAY)) == 1
    assert reasons_against_recognition(replace(again, renewal=True), DAY) == []


def test_to_confirm_what_a_person_has_to_know():
    apprentice = replace(DIRECT, ground=Ground.APPRENTICESHIP, level=Level.APPRENTICE)
    chief = replace(SPECIAL, level=Level.CHIEF)
    exceptional = replace(DIRECT, ground=Ground.EXCEPTIONAL)
    several = (apprentice, DIRECT, exceptional, SPECIAL, chief, replace(chief, special_practised=True))
    assert [to_confirm(one) for one in several] == [
        (), (FRONT_LINE,), (AWARD_CHECKED,), (LARGE_ENTERPRISE,), (SPECIAL_PRACTISED,), (),
    ]  # fmt: skip


def test_levels_in_their_order():
    assert level_above(Level.APPRENTICE) is Level.FIVE and level_above(Level.ONE) is Level.SPECIAL
    assert level_above(Level.CHIEF) is Level.CHIEF
    assert higher(Level.ONE, Level.TWO) and not higher(Level.TWO, Level.TWO)
    held = [Held(Level.FOUR, date(2020, 1, 1)), Held(Level.TWO, date(2026, 11, 21)), Held(Level.THREE, None)]
    best = [highest_held(held, day) for day in (DAY, date(2026, 11, 21))]
    assert [one.level for one in best if one] == [Level.THREE, Level.TWO] and highest_held([], DAY) is None
