"""When a part is passed, what a resit carries over and until when, and what is drawn for the spot check."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.results.rules import OutcomeState, ScoreState, may_be_entered, score_fault
from assessments.results.rules_checks import drawn_for_check, reasons_against_finishing
from assessments.results.rules_outcomes import (
    PartFacts,
    last_valid_day,
    outcome_of,
    reasons_against_resit,
    what_next,
)
from assessments.sittings.rules import Attendance, SittingMode
from assessments.standards.rules import Part, parts_of
from foundation.errors import Refused
from people.persons.rules import Level
from scoring.sampling import first_by_digest, sample_size

DAY = date(2026, 11, 28)
BOTH = (Part.THEORY, Part.PRACTICAL)
THEORY_70 = PartFacts(Part.THEORY, Decimal(70))


def came_to(practical: PartFacts, theory: PartFacts = THEORY_70) -> tuple[bool, str]:
    facts = outcome_of(BOTH, [practical, theory], examined_on=DAY)
    return facts.passed, facts.working[1].why


@pytest.mark.parametrize(
    ("score", "passed"), [("0", False), ("59.99", False), ("60", True), ("60.01", True), ("100", True)]
)
def test_a_part_is_passed_at_60(score, passed):
    assert came_to(PartFacts(Part.PRACTICAL, Decimal(score)))[0] is passed


def test_a_high_mean_does_not_pass():
    facts = outcome_of(
        BOTH, [PartFacts(Part.THEORY, Decimal(100)), PartFacts(Part.PRACTICAL, Decimal("59.99"))], examined_on=DAY
    )
    assert (facts.passed, [line.passed for line in facts.working]) == (False, [True, False])
    assert facts.to_json()[1] == {
        "part": "practical",
        "title": "操作技能考核",
        "score": "59.99",
        "passed": False,
        "why": "59.99 分，不到 60 分，不合格。",
        "carried_from": "",
    }


def test_absent_and_expelled_candidates_fail_the_part():
    assert came_to(PartFacts(Part.PRACTICAL, None)) == (False, "缺考，不合格。")
    assert came_to(PartFacts(Part.PRACTICAL, None, expelled=True)) == (False, "违纪，取消本场成绩，不合格。")


def test_a_key_skill_fails_its_part_whatever_the_score():
    starred = PartFacts(Part.PRACTICAL, Decimal(95), failed_keys=("A2",))
    assert came_to(starred) == (False, "95 分，但关键技能（★）A2没有达到最低要求，本部分不合格。")


def test_every_part_of_the_level_is_required():
    with pytest.raises(Refused, match="综合评审"):
        outcome_of(parts_of(Level.TWO), [THEORY_70, PartFacts(Part.PRACTICAL, Decimal(70))], examined_on=DAY)


@pytest.mark.parametrize(
    ("valid_until", "passed"),
    [(date(2026, 11, 27), False), (date(2026, 11, 28), True), (date(2026, 11, 29), True)],
)
def test_a_carried_part_counts_to_its_last_day(valid_until, passed):
    carried = PartFacts(Part.THEORY, Decimal(60), carried_from="000100001", valid_until=valid_until)
    assert came_to(PartFacts(Part.PRACTICAL, Decimal(60)), carried)[0] is passed


@pytest.mark.parametrize(
    ("final_on", "months", "last"),
    [
        (date(2026, 12, 10), 24, date(2028, 12, 10)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 10), 0, date(2026, 12, 10)),
    ],
)
def test_validity_ends_on_the_day_of_the_same_number(final_on, months, last):
    assert last_valid_day(final_on, months) == last


ONE_FAILED = [{"part": "theory", "passed": True}, {"part": "practical", "passed": False}]
TWO_FAILED = [{"part": "theory", "passed": False}, {"part": "practical", "passed": False}]
USUAL = {"final_on": date(2026, 12, 10), "months": 24, "is_resit": False, "taken": False}


@pytest.mark.parametrize(
    ("working", "facts", "day", "reasons"),
    [
        (ONE_FAILED, {}, date(2028, 12, 10), []),
        (ONE_FAILED, {}, date(2028, 12, 11), ["合格部分的成绩保留到 2028-12-10"]),
        (TWO_FAILED, {}, DAY, ["有 2 个部分不合格"]),
        (ONE_FAILED, {"is_resit": True}, DAY, ["这次已经是补考"]),
        (ONE_FAILED, {"taken": True}, DAY, ["补考的机会已经用过"]),
        (ONE_FAILED, {"final_on": None}, DAY, ["认定结果还没有生效"]),
        ([{"part": "theory", "passed": True}], {}, DAY, ["认定结果是合格"]),
    ],
)
def test_a_resit_is_of_one_part_once_while_the_rest_is_valid(working, facts, day, reasons):
    found = reasons_against_resit(working, **(USUAL | facts), examined_on=day)
    assert [reason[: len(start)] for reason, start in zip(found, reasons, strict=True)] == reasons


def test_what_next_says_what_to_do():
    say: dict[str, Any] = {**USUAL, "today": DAY}
    assert what_next(OutcomeState.HELD, ONE_FAILED, **say).startswith("有人对这份结果提出异议")
    assert what_next(OutcomeState.FINAL, ONE_FAILED, **say).startswith(
        "可以补考一次：只考操作技能考核，考试日期不晚于 2028-12-10"
    )
    assert what_next(OutcomeState.FINAL, TWO_FAILED, **say).endswith("请重新申报。")


@pytest.mark.parametrize(
    ("score", "attendance", "fault"),
    [
        ("100", Attendance.PRESENT, ""),
        ("100.01", Attendance.PRESENT, "分数应在 0 至 100 之间。"),
        ("-1", Attendance.EXPECTED, "分数应在 0 至 100 之间。"),
        ("59.995", Attendance.PRESENT, "分数最多两位小数。"),
        (None, Attendance.EXPECTED, ""),
        (None, Attendance.PRESENT, "登记为“已到场”，不能记为缺考。登记有误的，请先更正。"),
        (None, Attendance.EXPELLED, ""),
        ("60", Attendance.ABSENT, "登记为“缺考”，不能录入分数。登记有误的，请先更正。"),
    ],
)
def test_score_fault_names_what_is_wrong(score, attendance, fault):
    assert score_fault(None if score is None else Decimal(score), attendance) == fault


def test_what_machines_mark_is_typed_only_after_a_return():
    assert [may_be_entered(SittingMode.PAPER, state) for state in (None, *ScoreState)] == [True, True, False, True]
    assert [may_be_entered(SittingMode.ONLINE, state) for state in (None, *ScoreState)] == [False, False, False, True]


def test_the_sample_is_the_seeds_and_nobody_elses():
    labels = [f"{number:03d}/理论知识考试" for number in range(1, 42)]
    drawn = drawn_for_check(labels, share=Decimal(10), seed="2026")
    assert drawn == drawn_for_check(labels[::-1], share=Decimal(10), seed="2026")
    assert (len(drawn), len(drawn_for_check(labels[:2], share=Decimal(10), seed="1"))) == (5, 2)
    assert [sample_size(total, Decimal("0.1"), at_least=3) for total in (1, 10, 30, 31)] == [1, 3, 3, 4]
    assert first_by_digest(["a", "b"], "1", 0) == []
    assert drawn_for_check(labels, share=Decimal(10), seed="2027") != drawn


def test_a_check_waits_for_what_was_found_wrong():
    assert reasons_against_finishing(0, []) == []
    assert reasons_against_finishing(2, ["001/理论"]) == [
        "还有 2 份成绩没有核对。",
        "查出有误、还没有更正并重新审核：001/理论。",
    ]
