"""What may be written on a sheet, and what its total is."""

from decimal import Decimal

import pytest

from marking.sheets.rules import quick_marks, read_mark, reasons_against_sealing, total_of


@pytest.mark.parametrize(
    ("text", "mark"), [("8", "8"), ("8.5", "8.5"), ("0", "0"), ("007", "7"), ("12.345678", "12.345678")]
)
def test_read_mark_takes_plain_decimals(text, mark):
    assert read_mark(text) == Decimal(mark)


@pytest.mark.parametrize(
    "text", ["", " ", "1e3", "１", "8,5", "8。5", "-1", "NaN", "1234567", "1.1234567", None, 8, 8.5]
)
def test_read_mark_takes_nothing_else(text):
    assert read_mark(text) is None


def test_total_leaves_missing_marks_out():
    assert total_of([Decimal("0.1"), None, Decimal("0.2")]) == Decimal("0.3")


def test_reasons_against_sealing_name_every_unmarked_criterion():
    assert reasons_against_sealing(["工艺", "安全"]) == ["评分项“工艺”还没有打分。", "评分项“安全”还没有打分。"]
    assert reasons_against_sealing([]) == []


@pytest.mark.parametrize(
    ("full", "step", "marks"),
    [("3", "1", ["0", "1", "2", "3"]), ("1", "0.5", ["0", "0.5", "1"]), ("10", "1", [str(mark) for mark in range(11)])],
)
def test_quick_marks_are_all_marks_that_can_be_given(full, step, marks):
    assert [f"{mark:f}" for mark in quick_marks(Decimal(full), Decimal(step))] == marks


@pytest.mark.parametrize(("full", "step"), [("11", "1"), ("10", "0.5"), ("1", "0.3")])
def test_quick_marks_are_none_where_there_are_too_many(full, step):
    assert quick_marks(Decimal(full), Decimal(step)) == []
