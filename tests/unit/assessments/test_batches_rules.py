"""The nine nodes in their order, exceptions to it, and when a plan takes applications; no database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assessments.batches.rules import (
    BatchState,
    Node,
    NodeDone,
    StepState,
    reasons_against_archiving,
    reasons_against_cancelling,
    reasons_against_dates,
    reasons_against_parameters,
    reasons_against_taking,
    reasons_out_of_turn,
    steps_of,
)

FIRST, LAST, EXAM = date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 28)
DONE = NodeDone(datetime(2026, 11, 1, tzinfo=UTC), "经办人甲", "")


def test_the_first_node_that_is_not_done_is_current():
    done = {Node.PLAN: DONE, Node.SEATING: DONE}
    states = [step.state for step in steps_of(done, BatchState.PUBLISHED)]
    assert states[:4] == [StepState.DONE, StepState.CURRENT, StepState.DONE, StepState.WAITING]
    assert len(states) == 9
    assert StepState.CURRENT not in [step.state for step in steps_of(done, BatchState.CANCELLED)]


def test_a_node_is_out_of_turn_while_an_earlier_one_is_not_done():
    done = {Node.PLAN, Node.APPLICATION}
    assert reasons_out_of_turn(Node.SEATING, done, LAST, date(2026, 11, 21)) == []
    assert reasons_out_of_turn(Node.EXAMINATION, done, LAST, date(2026, 11, 21)) == [
        "“考场编排”还没有完成。",
        "“考务安排”还没有完成。",
    ]


@pytest.mark.parametrize(("day", "early"), [(LAST, True), (date(2026, 11, 21), False)])
def test_applications_end_in_turn_once_their_last_day_is_over(day: date, early: bool):
    assert bool(reasons_out_of_turn(Node.APPLICATION, {Node.PLAN}, LAST, day)) is early


def test_archiving_needs_the_eight_nodes_before_it():
    assert reasons_against_archiving(set(Node) - {Node.ARCHIVE}) == []
    assert reasons_against_archiving(set(Node) - {Node.NOTICE}) == ["“成绩公示”还没有完成。"]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 10, 31), "报名还没有开始，2026年11月01日 起受理。"),
        (FIRST, ""),
        (LAST, ""),
        (date(2026, 11, 21), "报名已经结束（截止 2026年11月20日 24 时）。"),
    ],
)
def test_applications_are_taken_from_the_first_day_to_the_end_of_the_last(day: date, reason: str):
    assert "".join(reasons_against_taking(BatchState.PUBLISHED, FIRST, LAST, day, ended=False)) == reason


def test_applications_are_not_taken_by_a_draft_or_once_they_were_ended():
    assert "草稿" in reasons_against_taking(BatchState.DRAFT, FIRST, LAST, FIRST, ended=False)[0]
    assert "已经结束" in reasons_against_taking(BatchState.PUBLISHED, FIRST, LAST, FIRST, ended=True)[0]


def test_dates_follow_one_another_and_may_fall_on_one_day():
    assert reasons_against_dates(FIRST, FIRST, FIRST) == []
    assert reasons_against_dates(LAST, FIRST, EXAM) == ["报名截止不能早于报名开始。"]
    assert reasons_against_dates(FIRST, EXAM, LAST) == ["考试日期不能早于报名截止。"]


def test_parameters_are_possible_and_cancelling_needs_nobody_bound():
    assert reasons_against_parameters(Decimal(60), 5, 0) == []
    assert len(reasons_against_parameters(Decimal(101), 0, -1)) == 3
    assert reasons_against_cancelling(0) == []
    assert reasons_against_cancelling(3)[0].startswith("还有 3 份申报没有撤回或退出。")
