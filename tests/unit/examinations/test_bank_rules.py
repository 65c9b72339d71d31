"""How a question must be written."""

import pytest

from examinations.banks.rules import answer_fault, option_faults, read_answer
from scoring.answers import QuestionKind

SINGLE, MULTIPLE, TRUE_FALSE = QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (SINGLE, "A", "A"),
        (SINGLE, " b ", "B"),
        (MULTIPLE, "DCA", "ACD"),
        (MULTIPLE, "A、C，D", "ACD"),
        (MULTIPLE, "ＡＣ", "AC"),
        (MULTIPLE, "AAC", None),
        (SINGLE, "G", None),
        (SINGLE, "1", None),
        (SINGLE, "", None),
        (TRUE_FALSE, "正确", "A"),
        (TRUE_FALSE, "√", "A"),
        (TRUE_FALSE, "错", "B"),
        (TRUE_FALSE, "×", "B"),
        (TRUE_FALSE, "C", None),
    ],
)
def test_answers_are_read_as_people_write_them(kind, written, read):
    assert read_answer(kind, written) == read


@pytest.mark.parametrize(
    ("kind", "options", "faulty"),
    [
        (SINGLE, ["甲", "乙", "", "", "", ""], []),
        (SINGLE, ["甲", "", "", "", "", ""], ["A"]),
        (SINGLE, ["甲", "", "乙", "", "", ""], ["B"]),
        (MULTIPLE, ["甲", "乙", "甲", "", "", ""], ["C"]),
        (TRUE_FALSE, ["", "", "", "", "", ""], []),
        (TRUE_FALSE, ["正确", "错误", "", "", "", ""], []),
        (TRUE_FALSE, ["对", "错", "", "", "", ""], ["A"]),
    ],
)
def test_options_begin_at_a_without_gaps_and_differ(kind, options, faulty):
    assert list(option_faults(kind, options)) == faulty


@pytest.mark.parametrize(
    ("kind", "answer", "faulty"),
    [(SINGLE, "A", False), (SINGLE, "AB", True), (SINGLE, "D", True), (MULTIPLE, "AB", False), (MULTIPLE, "A", True)],
)
def test_answers_fit_the_kind_and_the_options(kind, answer, faulty):
    assert (answer_fault(kind, ["甲", "乙", "丙"], answer) is not None) is faulty
