"""Indicator trees: the worked examples of tests/printed_rules/indicator_tree.csv, and what is no tree."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studios.evaluations.rules_trees import (
    WHOLE,
    Leaf,
    LeafKind,
    Node,
    days_overdue,
    heat_of,
    leaf_fault,
    leaf_score,
    roll_up,
    share_closed,
    share_filled,
    tree_faults,
)

with (Path(__file__).parents[2] / "printed_rules/indicator_tree.csv").open(encoding="utf-8", newline="") as file:
    EXAMPLES = list(csv.DictReader(file))
CASES = list(dict.fromkeys(row["case"] for row in EXAMPLES))


def tree_of(rows: list[dict[str, str]]) -> tuple[tuple[Node, ...], dict[str, int]]:
    """The nodes of a case, and the key of each name."""
    keys: dict[str, int] = {}

    def node(row: dict[str, str], level: str, children: tuple[Node, ...] = (), leaf: Leaf | None = None) -> Node:
        keys[row[level]] = len(keys) + 1
        return Node(keys[row[level]], "", row[level], Decimal(row[f"{level}_weight"]), children, leaf)

    def branches(listed: list[dict[str, str]], levels: list[str]) -> tuple[Node, ...]:
        if levels == ["leaf"]:
            return tuple(node(row, "leaf", (), Leaf(LeafKind(row["kind"]), Decimal(row["full"]))) for row in listed)
        names = dict.fromkeys(row[levels[0]] for row in listed)
        grouped = [[row for row in listed if row[levels[0]] == name] for name in names]
        return tuple(node(group[0], levels[0], branches(group, levels[1:])) for group in grouped)

    return branches(rows, ["first", "second", "leaf"]), keys


@pytest.mark.parametrize("case", CASES)
def test_scores_roll_up_as_the_example_says(case: str):
    rows = [row for row in EXAMPLES if row["case"] == case]
    nodes, keys = tree_of(rows)
    assert tree_faults(nodes) == []
    reported = {keys[row["leaf"]] for row in rows if row["reported"]}
    checked = {keys[row["leaf"]]: Decimal(row["checked"]) for row in rows if row["checked"]}
    scores = roll_up(nodes, reported, checked, missing_is_zero=case.startswith("办结后"))
    for row in rows:
        shown = [scores[keys[row[level]]].score for level in ("leaf", "second", "first")] + [scores[WHOLE].score]
        expected = [row[f"{level}_score"] for level in ("leaf", "second", "first")] + [row["total"]]
        assert ["" if score is None else str(score) for score in shown] == expected, row["leaf"]
    whole = scores[WHOLE]
    assert (whole.leaves, whole.reported, whole.checked) == (len(rows), len(reported), len(checked))


def test_weights_add_up_at_every_level_and_nothing_ends_early():
    nodes, _ = tree_of([row for row in EXAMPLES if row["case"] == "逐级加权"])
    heavier = (replace(nodes[0], weight=Decimal(61)), replace(nodes[1], code="2", children=()))
    assert tree_faults(heavier) == [
        "一级指标的权重合计应为 100%，现在是 101%，请修改。",
        "指标“2 二”没有下一级指标，请补上或删去。",
    ]
    assert tree_faults(()) == ["还没有指标。"]


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        (LeafKind.POINTS, "20", None),
        (LeafKind.POINTS, "20.5", "最多 20 分。"),
        (LeafKind.DONE, "0.5", "只写 1（完成）或 0（未完成）。"),
        (LeafKind.TARGET, "45", None),
        (LeafKind.TARGET, "-1", "应是 0 到 10 亿之间的数。"),
        (LeafKind.TARGET, "NaN", "应是 0 到 10 亿之间的数。"),
        (LeafKind.TARGET, "1E+40", "应是 0 到 10 亿之间的数。"),
        (LeafKind.TARGET, "0.0000001", "最多 6 位小数。"),
    ],
)
def test_numbers_that_cannot_stand_are_refused(kind: LeafKind, value: str, fault: str | None):
    assert leaf_fault(Leaf(kind, Decimal(20)), Decimal(value)) == fault


def test_target_is_linear_and_capped():
    scores = [leaf_score(Leaf(LeafKind.TARGET, Decimal(40)), Decimal(value)) for value in (0, 10, 40, 60)]
    assert scores == [0, 25, 100, 100]


def test_shares_days_and_colours():
    assert (share_closed(3, 2), share_closed(0, 0)) == (Decimal("66.7"), None)
    assert (share_filled(1, 3), share_filled(0, 0)) == (Decimal("33.3"), Decimal(0))
    due = date(2026, 11, 30)
    assert [days_overdue(due, date(2026, 11, 30)), days_overdue(due, date(2026, 12, 3))] == [0, 3]
    shades = [heat_of(Decimal(text)) for text in ("59.99", "60", "70", "89.99", "90")]
    assert (shades, heat_of(None)) == ([0, 1, 2, 3, 4], None)
