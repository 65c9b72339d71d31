"""Two-sided evaluation: the worked examples of tests/printed_rules/two_sided_evaluation.csv, and who may rate."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studios.evaluations.rules import (
    EvaluationState,
    combine_sides,
    item_means,
    ranks_of,
    reasons_against_evaluation,
    reasons_against_rating,
    side_score,
)
from studios.rubrics.published import published_rubrics
from studios.rubrics.rules import score_rubric
from studios.rubrics.rules_faults import rubric_faults

with (Path(__file__).parents[2] / "printed_rules/two_sided_evaluation.csv").open(encoding="utf-8", newline="") as file:
    EXAMPLES = list(csv.DictReader(file))
HOME = published_rubrics()["workers-home"]
DAY = date(2026, 12, 10)


def side(row: dict[str, str], name: str, least: str):
    totals = [Decimal(text) for text in row[f"{name}_totals"].split()]
    return side_score(totals, Decimal(row[f"{name}_full"]), int(row[least]))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["case"])
def test_sides_are_combined_as_the_example_says(row: dict[str, str]):
    officers, members = side(row, "officer", "least_officers"), side(row, "member", "least_members")
    combined = combine_sides(officers, members, Decimal(row["officer_weight"]))
    shown = ["" if score is None else str(score) for score in (officers.score, members.score, combined.score)]
    assert (shown, combined.working) == ([row["officers"], row["members"], row["combined"]], row["working"])


def test_spread_is_told_only_of_enough_papers():
    told = side_score([Decimal(80), Decimal(100), Decimal(90)], Decimal(100), 3)
    assert (told.lowest, told.highest, told.deviation) == (Decimal("80.00"), Decimal("100.00"), Decimal("8.16"))
    short = side_score([Decimal(80), Decimal(100)], Decimal(100), 3)
    assert (short.score, short.lowest, short.highest, short.deviation, short.returned) == (None, None, None, None, 2)


def test_veto_of_the_officers_decides():
    vetoed = side_score([Decimal(90)], Decimal(100), 1, vetoed=True)
    members = side_score([Decimal(90)] * 3, Decimal(100), 3)
    assert (vetoed.score, combine_sides(vetoed, members, Decimal(60)).score) == (Decimal(0), Decimal(0))


def test_equal_scores_share_a_rank_and_no_score_has_none():
    assert ranks_of([Decimal(90), None, Decimal(80), Decimal(90)]) == [1, None, 3, 1]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, ""),
        ({"state": EvaluationState.CLOSED}, "不在进行"),
        ({"today": date(2026, 12, 11)}, "不在进行"),
        ({"in_unit": False}, "只有这个单位"),
        ({"is_subject": True}, "不能评价自己"),
        ({"rated": True}, "只能评一次"),
    ],
)
def test_only_members_rate_once_and_nobody_himself(facts: dict[str, object], reason: str):
    usual = {"state": EvaluationState.OPEN, "today": DAY, "in_unit": True, "is_subject": False, "rated": False} | facts
    reasons = reasons_against_rating(closes_on=DAY, **usual)  # type: ignore[arg-type]
    assert len(reasons) == bool(reason) and reason in "".join(reasons)


def test_an_evaluation_keeps_both_sides_and_nobody_recognisable():
    assert reasons_against_evaluation(Decimal(60), 1, 3, HOME) == []
    site = published_rubrics()["site-visit"]
    reasons = reasons_against_evaluation(Decimal(100), 0, 2, site)
    assert [reason[:5] for reason in reasons] == ["上级评价的", "上级评价至", "会员测评至", "会员用的标"]


def test_published_papers_of_both_sides_have_no_fault_and_add_up():
    assert [rubric_faults(published_rubrics()[code]) for code in ("union-building", "workers-home")] == [[], []]
    best = {item.code: item.points for item in HOME.items}
    worst = dict.fromkeys(best, Decimal(0))
    assert (score_rubric(HOME, best).total, score_rubric(HOME, worst).total) == (Decimal(100), Decimal(0))
    assert item_means(HOME, [best, worst])[0] == ("组织健全", Decimal(20), Decimal("10.00"))
