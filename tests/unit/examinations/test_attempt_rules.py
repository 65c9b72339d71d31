"""Time by the server's clock, and letters on the screen against letters in the bank."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examinations.attempts.rules import chosen_letters, seconds_left, seconds_used, shown_letters, time_is_over
from scoring.answers import QuestionKind

BEGUN = datetime(2026, 11, 21, 1, tzinfo=UTC)
DUE = BEGUN + timedelta(minutes=10)


@pytest.mark.parametrize(("late", "over"), [(-1, False), (0, False), (10, False), (10.1, True)])
def test_answers_are_taken_until_the_grace_is_over(late, over):
    assert time_is_over(DUE, 10, DUE + timedelta(seconds=late)) is over


@pytest.mark.parametrize(("after", "used"), [(0, 0), (59.9, 59), (600, 600), (605, 600), (9999, 600)])
def test_the_time_used_ends_when_the_time_does(after, used):
    assert seconds_used(BEGUN, DUE, BEGUN + timedelta(seconds=after)) == used


def test_the_time_left_is_never_negative():
    assert [seconds_left(DUE, DUE + timedelta(seconds=s)) for s in (-60.5, -0.5, 0, 30)] == [60, 0, 0, 0]


@given(st.permutations("ABCD"), st.sets(st.sampled_from("ABCD")))
def test_what_is_chosen_on_the_screen_is_shown_again_as_it_was(order, shown):
    option_order = "".join(order)
    kept = chosen_letters(QuestionKind.MULTIPLE, option_order, shown)
    assert shown_letters(option_order, kept or "") == "".join(sorted(shown))


@pytest.mark.parametrize(
    ("kind", "shown", "kept"),
    [
        (QuestionKind.SINGLE, ["A"], "C"),
        (QuestionKind.SINGLE, [], ""),
        (QuestionKind.SINGLE, ["A", "B"], None),
        (QuestionKind.MULTIPLE, ["B", "A", "A"], "AC"),
        (QuestionKind.MULTIPLE, ["E"], None),
        (QuestionKind.MULTIPLE, ["AB"], None),
        (QuestionKind.MULTIPLE, [""], None),
        (QuestionKind.TRUE_FALSE, ["a"], None),
    ],
)
def test_letters_outside_the_question_are_not_taken(kind, shown, kept):
    assert chosen_letters(kind, "CABD", shown) == kept
