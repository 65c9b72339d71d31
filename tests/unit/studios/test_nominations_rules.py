"""The shares of a selection (worked examples: tests/printed_rules/honour_shares.csv); what stands against closing."""

import csv
from pathlib import Path

import pytest

from studios.nominations.queries import schemes
from studios.nominations.rules import (
    Category,
    ShareRule,
    faults_of_rules,
    reasons_against_notice_days,
    reasons_against_shares,
    reasons_against_submitting,
    share_lines,
)

EXAMPLES = Path(__file__).parents[2] / "printed_rules" / "honour_shares.csv"
ROWS = list(csv.DictReader(EXAMPLES.open(encoding="utf-8")))
WORKER, OFFICIAL, PUBLIC = Category.INDUSTRIAL_WORKER, Category.COUNTY_OFFICIAL, Category.PUBLIC_INSTITUTION


def number(text: str) -> int | None:
    return int(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["said"])
def test_worked_examples(row: dict[str, str]):
    of = Category(row["of"]) if row["of"] else None
    rule = ShareRule(Category(row["category"]), number(row["least"]), number(row["most"]), of)
    group = int(row["group"]) if of else int(row["total"])
    counted = [{rule.category, *([of] if of else [])}] * int(row["have"])
    counted += [{of} if of else set()] * (group - int(row["have"]))
    others = [{rule.category} if of else set()] * (int(row["total"]) - group)
    [line] = share_lines([rule], counted + others)
    expected = (number(row["needed"]), number(row["allowed"]), int(row["short"]), int(row["over"]))
    assert (line.needed, line.allowed, line.short, line.over) == expected


def test_a_nominee_may_count_in_several_categories_and_every_broken_share_is_named():
    rules = [ShareRule(WORKER, least=50), ShareRule(Category.WOMAN, least=50), ShareRule(OFFICIAL, most=20, of=PUBLIC)]
    lines = share_lines(rules, [{WORKER, Category.WOMAN}, set(), {PUBLIC, OFFICIAL}, set()])
    assert reasons_against_shares(lines) == [
        "产业工人占比不低于 50%：4 人中至少 2 人，还差 1 人。",
        "女职工占比不低于 50%：4 人中至少 2 人，还差 1 人。",
        "县处级干部占机关事业单位名额不超过 20%：1 人中最多 0 人，超出 1 人。",
    ]
    assert reasons_against_submitting(4, 3, [], [], lines, "名额太少") == ["名额 3 个，现有人选 4 个，超出 1 个。"]
    assert len(reasons_against_submitting(4, 4, [], ["张示例"], lines, " ")) == 4
    assert reasons_against_submitting(0, 3, [], [], [], "") == ["还没有人选。"]


def test_shares_that_contradict_themselves_are_named():
    wrong = [ShareRule(WORKER), ShareRule(OFFICIAL, 30, 20), ShareRule(PUBLIC, 10, of=PUBLIC), ShareRule(OFFICIAL, 1)]
    assert list(faults_of_rules(wrong)) == [
        "“产业工人”没有写不低于或不超过百分之几。",
        "“县处级干部”的比例应在 0 到 100 之间，下限不大于上限。",
        "“机关事业单位”不能占它自己的比例。",
        "“县处级干部”写了两条，请合并。",
    ]


def test_published_schemes_are_sound_and_cite_their_source():
    assert {code: (scheme.code, list(faults_of_rules(scheme.rules))) for code, scheme in schemes().items()} == {
        code: (code, [])
        for code in (
            "may-day-collective-2022",
            "may-day-medal-2022",
            "may-day-medal-2024",
            "may-day-medal-region-2022",
        )
    }
    assert [code for code, scheme in schemes().items() if not scheme.source] == []


def test_a_notice_takes_five_working_days_at_least():
    assert (reasons_against_notice_days(4), reasons_against_notice_days(5)) == (["公示不少于 5 个工作日。"], [])
