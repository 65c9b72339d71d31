"""Marks for answers to choice questions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import PartialMarks, PartialRule, QuestionKind, mark_answer, partial_rule_faults

letters = st.frozensets(st.sampled_from("ABCDEF"))
points = st.decimals(min_value=0, max_value=10, places=2)
rules = st.builds(PartialRule, st.sampled_from(PartialMarks), points)


def test_answers_get_the_printed_marks(worked_example):
    rows = worked_example("answers")
    computed = [
        mark_answer(
            QuestionKind(row["题型"]),
            set(row["标准答案"]),
            set(row["作答"]),
            Decimal(row["满分"]),
            PartialRule(PartialMarks(row["少选规则"]), Decimal(row["少选分"])),
        )
        for row in rows
    ]
    assert computed == [Decimal(row["得分"]) for row in rows]
    assert {row["少选规则"] for row in rows} == set(PartialMarks)


@given(st.sampled_from(QuestionKind), letters.filter(bool), letters, points, rules)
def test_marks_stay_within_nothing_and_the_full_mark(kind, key, chosen, full, rule):
    assert 0 <= mark_answer(kind, key, chosen, full, rule) <= full


@given(letters.filter(bool), letters, points, rules)
def test_a_wrong_letter_or_none_gets_nothing(key, chosen, full, rule):
    if not chosen or chosen - key:
        assert mark_answer(QuestionKind.MULTIPLE, key, chosen, full, rule) == 0


@given(letters.filter(lambda one: len(one) > 1), st.data(), points, rules)
def test_more_right_letters_never_get_less(key, data, full, rule):
    order = data.draw(st.permutations(sorted(key)))
    marks = [mark_answer(QuestionKind.MULTIPLE, key, set(order[:n]), full, rule) for n in range(len(order) + 1)]
    assert marks == sorted(marks)


def test_a_question_without_an_answer_cannot_be_marked():
    with pytest.raises(ValueError, match="answer"):
        mark_answer(QuestionKind.SINGLE, set(), {"A"}, Decimal(1), PartialRule())


@pytest.mark.parametrize(
    ("partial", "given", "accepted"),
    [("fixed", "0.5", True), ("fixed", "0", False), ("each", "-1", False), ("none", "0", True), ("none", "0.5", False)],
)
def test_parameters_of_the_partial_rule_fit_it(partial, given, accepted):
    assert (partial_rule_faults(PartialRule(PartialMarks(partial), Decimal(given))) == []) is accepted
