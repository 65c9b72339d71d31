"""What counts as a vote, and what a supervisor is shown of many votes at once."""

from datetime import UTC, datetime, timedelta

import pytest

from studios.ballots.rules import (
    BallotState,
    Burst,
    bursts_in,
    pace_of,
    reasons_against_choices,
    reasons_against_limits,
    reasons_against_voting,
    reasons_against_window,
)

OPENS, CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 8, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "now", "said"),
    [
        (BallotState.OPEN, OPENS, []),
        (BallotState.OPEN, CLOSES - timedelta(seconds=1), []),
        (BallotState.OPEN, CLOSES, ["投票已经结束，不再受理。"]),
        (BallotState.OPEN, OPENS - timedelta(seconds=1), ["投票还没有开始。"]),
        (BallotState.DRAFT, OPENS, ["投票还没有开始。"]),
        (BallotState.CLOSED, OPENS, ["投票已经结束，不再受理。"]),
        (BallotState.VOIDED, OPENS, ["这次投票已经作废，不再受理。"]),
    ],
)
def test_votes_are_taken_from_the_first_moment_to_before_the_last(state: BallotState, now: datetime, said: list[str]):
    assert reasons_against_voting(state, OPENS, CLOSES, now) == said


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([1, 2], []),
        ([1, 2, 3], []),
        ([1], ["请选 2 至 3 项，您选了 1 项。"]),
        ([1, 2, 3, 4], ["请选 2 至 3 项，您选了 4 项。"]),
        ([1, 1], ["所选项目不在候选名单里，请刷新页面重新选择。"]),
        ([1, 9], ["所选项目不在候选名单里，请刷新页面重新选择。"]),
    ],
)
def test_a_paper_chooses_as_many_as_it_may_of_what_is_offered(chosen: list[int], said: list[str]):
    assert reasons_against_choices(chosen, [1, 2, 3, 4], 2, 3) == said


def test_a_vote_ends_after_it_begins_and_offers_enough():
    assert reasons_against_window(OPENS, OPENS, OPENS) == ["投票结束时间应晚于开始时间。"]
    assert reasons_against_window(OPENS, CLOSES, CLOSES) == ["投票结束时间已经过去，请另定时间。"]
    assert reasons_against_limits(1, 5, 4) == ["每票至多选 5 项，可是候选只有 4 项。"]
    assert reasons_against_limits(3, 2, 4) == ["每票至少选 1 项，至多不少于至少。"]


def test_a_burst_is_far_above_the_usual_and_no_burst_is_small():
    usual = [OPENS + timedelta(minutes=5 * window) for window in range(12) for _ in range(6)]
    rush = [OPENS + timedelta(hours=3, seconds=second) for second in range(31)]
    assert bursts_in(usual) == []
    assert bursts_in([*usual, *rush]) == [Burst(OPENS + timedelta(hours=3), 31, 6)]
    assert bursts_in([*usual, *rush[:30]]) == []  # five times the usual is not above five times
    assert bursts_in(rush) == [Burst(OPENS + timedelta(hours=3), 31, 0)]  # nothing came at any other time
    assert bursts_in([]) == []


def test_the_pace_has_a_place_for_every_vote():
    moments = [OPENS, OPENS + timedelta(hours=8), CLOSES - timedelta(seconds=1), CLOSES]
    pace = pace_of(moments, OPENS, CLOSES)
    assert [count for _, count in pace if count] == [1, 1, 2]
    assert (pace[0], len(pace)) == (("05-01 09:00", 1), 24)
