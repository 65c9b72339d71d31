"""The rules of results: what stands against each step, who goes on, and how far a result is."""

from decimal import Decimal

import pytest

from competitions.results.models import ResultLine
from competitions.results.queries import distribution
from competitions.results.rules import (
    RESULT_WORKFLOW,
    SHOWN,
    STANDING,
    Blocker,
    BlockerKind,
    ResultState,
    blockers_of_entries,
    blockers_of_judging,
    blockers_of_notices,
    goes_on,
    placing_title,
    reason_in_public,
    reasons_against_finalising,
    reasons_against_reopening,
    reasons_against_withdrawing,
    shortened,
    steps_done,
)
from competitions.results.wording import decided_by, readable
from notices.rules import NoticeState
from scoring.marks import EntryStatus


def test_no_blockers_when_all_is_settled():
    assert blockers_of_judging(ended=True, unsealed={}) + blockers_of_entries([], []) + blockers_of_notices(0) == []


def test_blockers_say_who_and_how_many():
    labels = [f"{number:03d} 号" for number in range(1, 8)]
    texts = [blocker.text for blocker in blockers_of_judging(ended=False, unsealed={"理论：甲": labels})]
    assert texts == [
        "评分还没有结束，请裁判长结束评分。",
        "理论：甲 有 7 份评分表没有封存：001 号、002 号、003 号、004 号、005 号 等 7 项。",
    ]
    unstated, unreviewed = blockers_of_entries(["001 号"], ["张示例"])
    assert (unstated.kind, unreviewed.kind) == (BlockerKind.CHECK_IN, BlockerKind.REGISTRATION)
    assert blockers_of_notices(2)[0].text == "还有 2 条异议没有答复。"


def test_blockers_before_the_draw_point_to_the_draw():
    assert blockers_of_judging(ended=False, unsealed={}, drawn=False) == [
        Blocker(BlockerKind.DRAW, "还没有抽签，请先抽签，再组织评分。")
    ]


def test_shortened_keeps_a_short_list_whole():
    assert shortened(["甲", "乙"]) == "甲、乙"


@pytest.mark.parametrize(
    ("notice", "upheld", "holds", "count"),
    [
        (NoticeState.OPEN, 0, [], 0),
        (NoticeState.OPEN, 0, ["申诉 3 还没有办结"], 1),
        (NoticeState.VOIDED, 2, ["甲", "乙"], 4),
    ],
)
def test_reasons_against_finalising_come_all_at_once(notice: NoticeState, upheld: int, holds: list[str], count: int):
    assert len(reasons_against_finalising(notice=notice, upheld=upheld, holds=holds)) == count


def test_reasons_against_reopening_name_the_way_out():
    assert reasons_against_reopening(None) == []
    (reason,) = reasons_against_reopening(2)
    assert "第 2 版" in reason and "提出更正" in reason and "撤回成绩" in reason


def test_reasons_against_withdrawing_name_what_rests_on_the_result():
    assert reasons_against_withdrawing(certificates=0, next_stage_drawn=False) == []
    reasons = reasons_against_withdrawing(certificates=3, next_stage_drawn=True)
    assert "3 张证书" in reasons[0] and "作废下一阶段的抽签" in reasons[1]


@pytest.mark.parametrize(("rank", "goes"), [(1, True), (2, True), (3, False), (None, False)])
def test_those_within_the_cut_off_go_on(rank: int | None, goes: bool):
    assert goes_on(rank, 2) is goes


@pytest.mark.parametrize(("rank", "title"), [(1, "第一名"), (10, "第十名"), (11, "第11名")])
def test_placing_title(rank: int, title: str):
    assert placing_title(rank) == title


def test_reason_in_public_gives_no_details():
    assert reason_in_public(EntryStatus.DISQUALIFIED) == "取消资格"
    assert reason_in_public(EntryStatus.COMPETING) == "缺项，不计总分"


@pytest.mark.parametrize(
    ("state", "judged", "certificates", "done"),
    [
        (None, False, 0, 0),
        (None, True, 0, 1),
        (ResultState.COMPUTED, True, 0, 2),
        (ResultState.COMPUTED, False, 0, 0),
        (ResultState.FROZEN, True, 0, 3),
        (ResultState.NOTICED, False, 0, 3),
        (ResultState.FINAL, True, 0, 5),
        (ResultState.FINAL, True, 4, 6),
        (ResultState.SUPERSEDED, True, 0, 1),
    ],
)
def test_steps_done(state: ResultState | None, judged: bool, certificates: int, done: int):
    assert steps_done(state, judged=judged, certificates=certificates) == done


def test_nothing_leads_from_a_standing_result_back_but_a_correction():
    back = {
        action
        for (before, action), after in RESULT_WORKFLOW.table.items()
        if before in STANDING and after not in STANDING
    }
    assert back == {"apply_correction", "withdraw_result"} == RESULT_WORKFLOW.corrections
    assert STANDING > SHOWN


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("86.33333333333333333333", "86.3333…"), ("86.3333", "86.3333"), ("87", "87"), ("87.00", "87.00"), (None, "—")],
)
def test_readable_shortens_and_never_rounds(exact: str | None, shown: str):
    assert readable(exact) == shown


TOTAL = {"code": "total", "title": "总分"}
STEP = {"code": "shorter_time", "title": "用时少者列前"}


@pytest.mark.parametrize(
    ("tied", "ahead", "behind", "text"),
    [
        (1, TOTAL, None, ""),
        (3, TOTAL, STEP, "3 人并列"),
        (1, STEP, TOTAL, "与前一名同分：用时少者列前"),
        (1, TOTAL, STEP, "与后一名同分：用时少者列前"),
    ],
)
def test_decided_by_tells_only_what_the_total_did_not(tied: int, ahead, behind, text: str):
    line = ResultLine(score_rank=2, working={"tied": tied, "against_ahead": ahead, "against_behind": behind})
    assert decided_by(line) == text
    assert decided_by(ResultLine(score_rank=None)) == ""


def test_distribution_counts_every_total_once():
    assert distribution([]) == []
    totals = [Decimal(total) for total in ("100", "97", "95", "84.99")]
    assert distribution(totals) == [
        ("80–85", 1),
        ("85–90", 0),
        ("90–95", 0),
        ("95–100", 3),
    ]
