"""Satisfaction: means half-up to a hundredth, shown from enough answers on; when the survey is open."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from lectures.feedback.questions import VERSIONS
from lectures.feedback.rules import (
    Tally,
    mean_of,
    percent_of,
    reasons_against_answering,
    reasons_against_due_day,
    reasons_against_scores,
    reasons_against_terms,
    satisfaction,
)

STARTS = datetime(2026, 5, 8, 1, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)


@pytest.mark.parametrize(
    ("stars", "answers", "mean"), [(14, 3, "4.67"), (33, 8, "4.13"), (29, 8, "3.63"), (5, 1, "5.00"), (0, 0, None)]
)
def test_means_are_rounded_half_up_from_sum_and_count(stars: int, answers: int, mean: str | None):
    assert mean_of(Tally(stars, answers)) == (Decimal(mean) if mean else None)  # 33/8 is 4.125: up, not to even


def test_nothing_is_shown_before_enough_have_answered():
    tallies = {"content": Tally(20, 4), "lecturer": Tally(12, 4)}
    few = satisfaction({}, recommended=0, answers=4, shown=0, attendances=60)
    assert (few.answers, few.response_rate, few.mean, few.by_question, few.recommended) == (
        4,
        Decimal("6.7"),
        None,
        {},
        None,
    )
    enough = satisfaction(tallies, recommended=3, answers=5, shown=4, attendances=10)
    assert (enough.mean, enough.response_rate, enough.recommended) == (Decimal(4), Decimal(50), Decimal(75))
    assert (enough.by_question, enough.low) == ({"content": Decimal(5), "lecturer": Decimal(3)}, ["lecturer"])
    assert percent_of(1, 0) is None


@pytest.mark.parametrize(
    ("at", "facts", "said"),
    [
        (STARTS, {}, None),
        (STARTS - timedelta(seconds=1), {}, "还没有开讲"),
        (ENDS + timedelta(days=7) - timedelta(seconds=1), {}, None),
        (ENDS + timedelta(days=7), {}, "结束 7 天后截止"),
        (ENDS, {"cancelled": True}, "已经取消"),
    ],
)
def test_surveys_open_when_a_lecture_begins(at: datetime, facts: dict[str, bool], said: str | None):
    reasons = reasons_against_answering(STARTS, ENDS, 7, at, **({"cancelled": False} | facts))
    assert (said or "") in "".join(reasons)
    assert bool(reasons) == bool(said)


def test_every_question_of_the_version_takes_one_to_five_stars():
    whole = {one.code: 5 for one in VERSIONS[1]}
    assert reasons_against_scores(1, whole) == []
    assert reasons_against_scores(1, whole | {"content": 6, "usefulness": 0}) == ["请给“内容”“用处”打星（1 至 5 星）。"]
    assert "题目已经更新" in reasons_against_scores(1, whole | {"price": 5})[0]


def test_terms_protect_those_who_answer():
    assert reasons_against_terms(7, 3) == []
    assert len(reasons_against_terms(0, 2)) == 2
    assert reasons_against_due_day(date(2026, 5, 8), date(2026, 5, 8)) == []
    assert reasons_against_due_day(date(2026, 5, 7), date(2026, 5, 8))
