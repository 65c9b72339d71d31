"""Sentences about penalties, roundings and scales, as a contestant reads them."""

from decimal import Decimal

import pytest

from scoring.contest import score_event
from scoring.explaining_modules import short
from scoring.explanation import explain
from scoring.marks import Deduction
from scoring.numbers import Rounding, RoundingMode, RoundingOrder
from tests.unit.scoring.factories import chain, entry, plan


def lines_of(settings, *entries):
    """The explanation of the first of `entries`."""
    return explain(settings, score_event(settings, entries).entry(entries[0].key))


def test_every_penalty_is_printed_with_its_reason():
    penalties = (Deduction(Decimal(5), "违反安全规程"), Deduction(Decimal("1.5"), "超时"))
    lines = lines_of(plan(), entry("A01", {"实操": "80"}, deductions={"实操": penalties}))
    assert "合成 80，扣分 6.5（超时 1.5，违反安全规程 5），得分 73.50" in lines[0]


@pytest.mark.parametrize(
    ("mode", "order", "line"),
    [
        (RoundingMode.HALF_EVEN, RoundingOrder.ONCE, "相加为 80.25，四舍六入五成双到 1 位小数为 80.2。"),
        (RoundingMode.DOWN, RoundingOrder.ONCE, "相加为 80.25，截尾到 1 位小数为 80.2。"),
        (RoundingMode.DOWN, RoundingOrder.EACH_PART, "总分 = 80.2 = 80.2（逐项截尾到 1 位小数后相加）。"),
        (RoundingMode.HALF_UP, RoundingOrder.EACH_PART, "总分 = 80.3 = 80.3（逐项四舍五入到 1 位小数后相加）。"),
    ],
)
def test_mode_of_rounding_is_told(mode, order, line):
    assert lines_of(plan(rounding=Rounding(order, 1, mode)), entry("A01", {"实操": "80.25"}))[1].endswith(line)


@pytest.mark.parametrize(("by_scale", "use"), [(False, "仅供公布，不影响名次"), (True, "名次按换算后的总分排列")])
def test_scale_is_told_with_its_figures_and_its_use(by_scale, use):
    settings = plan(scale="scale_700", rank_by_scale=by_scale, tie_breaks=tuple(chain("shared_rank")))
    lines = lines_of(settings, *(entry(f"A{total}", {"实操": total}) for total in ("90", "80", "60")))
    assert lines[2] == (
        "总分换算前 90.00，中位数 80.00，绝对离差中位数 10.00，按“700 分制（试验性）”换算为 720；" + use + "。"
    )


@pytest.mark.parametrize(("value", "text"), [("8", "8"), ("8.1234", "8.1234"), ("6.66666", "约 6.6667")])
def test_short_says_about_where_it_leaves_decimals_out(value, text):
    assert short(Decimal(value)) == text
