"""The rules of public notice: its length, when it takes objections, and when it may end."""

from datetime import UTC, datetime, timedelta

import pytest

from notices.rules import (
    NoticeFacts,
    NoticeState,
    NoticeTable,
    reasons_against_days,
    reasons_against_ending,
    reasons_against_objecting,
)

CLOSES = datetime(2026, 11, 26, 8, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(("days", "possible"), [(0, False), (1, True), (90, True), (91, False), (-1, False)])
def test_days_are_between_1_and_90(days: int, possible: bool):
    assert (reasons_against_days(days) == []) is possible


@pytest.mark.parametrize(
    ("now", "state", "reasons"),
    [
        (CLOSES - MOMENT, NoticeState.OPEN, []),
        (CLOSES, NoticeState.OPEN, ["公示期已经结束，不再受理异议。"]),
        (CLOSES - MOMENT, NoticeState.ENDED, ["公示期已经结束，不再受理异议。"]),
        (CLOSES - MOMENT, NoticeState.VOIDED, ["这份公示已经作废，不再受理异议。"]),
    ],
)
def test_objections_are_taken_until_the_end(now: datetime, state: NoticeState, reasons: list[str]):
    assert reasons_against_objecting(now, CLOSES, state) == reasons


@pytest.mark.parametrize(
    ("now", "unanswered", "reasons"),
    [
        (CLOSES, 0, []),
        (CLOSES - MOMENT, 0, ["公示期还没有结束。"]),
        (CLOSES, 2, ["还有 2 条异议没有答复。"]),
        (CLOSES - MOMENT, 1, ["公示期还没有结束。", "还有 1 条异议没有答复。"]),
    ],
)
def test_a_notice_ends_with_its_time_and_its_answers(now: datetime, unanswered: int, reasons: list[str]):
    assert reasons_against_ending(now, CLOSES, unanswered) == reasons


def test_facts_become_plain_json():
    facts = NoticeFacts("如下。", (("赛项", "焊工"),), (NoticeTable("职工组", ("名次",), (("1",),)),))
    assert facts.to_json() == {
        "opening": "如下。",
        "pairs": (("赛项", "焊工"),),
        "tables": ({"title": "职工组", "columns": ("名次",), "rows": (("1",),)},),
    }
