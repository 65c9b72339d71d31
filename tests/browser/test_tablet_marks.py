"""The tablet counts as the server does: the same worked examples, computed by static/tablet/marks.js in Chromium."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

EXAMPLES = Path(__file__).parents[1] / "printed_rules" / "measurements.csv"
IMPORT = "const marks = await import('/static/tablet/marks.js'), exact = await import('/static/tablet/exact.js');"
MARKS = f"async (rows) => {{ {IMPORT} return rows.map(([one, text]) => exact.written(marks.markOf(one, text))); }}"
FAULTS = f"async (rows) => {{ {IMPORT} return rows.map(([one, text]) => marks.faultOf(one, text)); }}"
SUM = f"""async (rows) => {{
  {IMPORT}
  return exact.written(rows.map(([one, text]) => marks.markOf(one, text)).reduce(exact.plus));
}}"""


def criterion(full_mark: str, step: str = "0.5", **facts: Any) -> dict[str, Any]:
    """A criterion as the tablet gets it."""
    usual: dict[str, Any] = {"rule": "", "parameters": {}, "scale": None, "descriptors": [], "kind": "measurement"}
    return {"full_mark": full_mark, "step": step, **usual, **facts}


@pytest.fixture
def tablet(page: Page) -> Page:
    page.goto("/judging/tablet")
    return page


def test_marks_of_measured_values_are_those_of_the_printed_examples(tablet: Page):
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        examples = list(csv.DictReader(file))
    rows = [
        [criterion(one["满分"], rule=one["规则"], parameters=json.loads(one["参数"])), one["填写"]] for one in examples
    ]
    assert {one["规则"] for one in examples} == {"full_or_zero", "benchmarks", "deduction", "table", "linear"}
    assert tablet.evaluate(MARKS, rows) == [one["得分"] for one in examples]


def test_marks_of_grades_are_exact_thirds(tablet: Page):
    grade = criterion("1", scale=3, kind="judgement")
    assert tablet.evaluate(MARKS, [[grade, "1"], [grade, "3"]]) == ["0.33333333333333333333", "1"]
    assert tablet.evaluate(SUM, [[grade, "1"]] * 3) == "1"
    assert tablet.evaluate(SUM, [[criterion("20", "0.1"), "0.1"]] * 3) == "0.3"


def test_what_cannot_be_a_mark_is_refused_before_it_is_kept(tablet: Page):
    plain, grade = criterion("10"), criterion("6", scale=3, kind="judgement")
    counted = criterion("5", rule="deduction", parameters={"each": "0.5"})
    digits = "没有保存：请只用半角数字和小数点，例如 8.5。"
    expected = [
        (plain, "8.5", ""),
        (plain, "10.5", "没有保存：最高 10 分。"),
        (plain, "8.3", "没有保存：应是 0.5 的整数倍。"),
        *((plain, text, digits) for text in ("八", "1e1", "８.5", "-1", ".5", "1.", "0x1", " 8", "9999999")),
        (grade, "3", ""),
        (grade, "4", "没有保存：请在列出的分数中选择。"),
        (counted, "12", ""),
        (counted, "1.5", "没有保存：应是 1 的整数倍。"),
    ]
    faults = tablet.evaluate(FAULTS, [[one, text] for one, text, _ in expected])
    assert faults == [fault for _, _, fault in expected]
