"""Benefit arithmetic: the worked examples of tests/printed_rules/benefits.csv, and a formula that is no program."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from studios.outcomes.formulas import FormulaFault, read_quantities, work_out
from studios.outcomes.rules import reasons_against_shares
from studios.outcomes.rules_benefit import (
    BenefitKind,
    BenefitPart,
    BenefitState,
    MoneyUnit,
    StatedBenefit,
    money_text,
    question_about_unit,
    reasons_against_benefit,
    sums_of,
)

EXAMPLES = Path(__file__).parents[2] / "printed_rules/benefits.csv"
TODAY, MADE = date(2026, 11, 21), date(2024, 12, 1)
STATED = StatedBenefit(
    BenefitKind.SAVING,
    Decimal(3000),
    MoneyUnit.YUAN,
    date(2025, 1, 1),
    date(2025, 12, 31),
    "产量 × 单价",
    "产量 = 100 件\n单价 = 30 元",
    "生产月报",
)


def rows(rule: str) -> list[dict[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["rule"] == rule]


def listed(text: str) -> list[str]:
    return [part for part in text.split("；") if part]


@pytest.mark.parametrize("row", rows("formula"), ids=lambda row: row["case"])
def test_formula_is_worked_out_as_the_example_says(row: dict[str, str]):
    quantities = "\n".join(listed(row["quantities"]))
    typed, unit = Decimal(row["typed"]), MoneyUnit(row["unit"])
    stated = replace(STATED, typed=typed, unit=unit, formula=row["formula_or_parts"], quantities=quantities)
    reasons = reasons_against_benefit(stated, MADE, TODAY)
    if not row["working"]:
        assert len(reasons) == 1 and row["expected"] in reasons[0]
        return
    working = work_out(stated.formula, read_quantities(quantities))
    assert (reasons, working.value, working.text) == ([], Decimal(row["expected"]), row["working"])


@pytest.mark.parametrize("row", rows("sums"), ids=lambda row: row["case"])
def test_verified_and_declared_are_never_added(row: dict[str, str]):
    parts = [part.split() for part in listed(row["formula_or_parts"])]
    sums = sums_of(BenefitPart(BenefitState(state), Decimal(amount), Decimal(share)) for state, amount, share in parts)
    assert [sums.verified, sums.declared] == [Decimal(part) for part in row["expected"].split()]


@pytest.mark.parametrize("row", rows("shares"), ids=lambda row: row["case"])
def test_shares_never_pass_the_whole(row: dict[str, str]):
    shares = [part.split() for part in listed(row["formula_or_parts"])]
    reasons = reasons_against_shares([(name, Decimal(percent)) for name, percent in shares])
    assert len(reasons) == bool(row["expected"]) and row["expected"] in "".join(reasons)


@pytest.mark.parametrize("row", rows("question"), ids=lambda row: row["case"])
def test_unit_is_asked_about_when_the_amount_is_far_from_others(row: dict[str, str]):
    comparable = [Decimal(amount) for amount in row["formula_or_parts"].split()]
    question = question_about_unit(Decimal(row["typed"]), MoneyUnit(row["unit"]), comparable)
    assert (question.text if question else "").endswith(row["expected"])
    assert (question is None) == (not row["expected"])


def test_question_gives_both_readings():
    question = question_about_unit(Decimal(500000), MoneyUnit.TEN_THOUSAND, [Decimal(500000)] * 3)
    assert question is not None and (money_text(question.as_yuan), money_text(question.as_ten_thousand)) == (
        "50 万元",
        "500,000 万元",
    )


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("产量.bit_length", "看不懂"),
        ("产量 ** 9", "看不懂|没有数值|没有写完"),
        ("(" * 30 + "产量" + ")" * 30, "最多套 20 层"),
        ("产量 产量", "看不懂"),
        ("产量 ×", "没有写完"),
        ("产量" + " × 产量" * 90, "最多 300 个字"),
        ("", "请写公式"),
    ],
)
def test_formula_executes_nothing(formula: str, said: str):
    with pytest.raises(FormulaFault, match=said):
        work_out(formula, read_quantities("产量 = 100 件"))


@pytest.mark.parametrize(("text", "said"), [("产量 100", "第 1 行看不懂"), ("甲 = 1\n\n甲 = 2", "第 3 行的“甲”")])
def test_quantities_are_written_line_by_line(text: str, said: str):
    with pytest.raises(FormulaFault, match=said):
        read_quantities(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"typed": Decimal(0)}, "金额应大于 0"),
        ({"typed": Decimal("0.001")}, "最多写到分"),
        ({"begins": date(2026, 2, 1), "ends": date(2026, 1, 1)}, "结束日期早于开始日期"),
        ({"begins": date(2024, 1, 1)}, "早于成果的完成日期"),
        ({"ends": date(2026, 12, 31)}, "还没有结束"),
    ],
)
def test_benefit_needs_an_amount_and_a_period_that_is_over(change: dict[str, Any], said: str):
    assert said in reasons_against_benefit(replace(STATED, **change), MADE, TODAY)[0]
