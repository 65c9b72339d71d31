"""Totals, places and the cut as printed; when a studio may be named, and for how long."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studios.designation.naming_rules import (
    Scored,
    rank_scored,
    reasons_against_document,
    reasons_against_noticing,
    reasons_against_settling,
    term_end,
)

EXAMPLES = Path(__file__).parents[2] / "printed_rules" / "designation_ranking.csv"


def read_examples():
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scored(key, text):
    _name, site, paper, *veto = text.split()
    return Scored(key, None if site == "-" else Decimal(site), Decimal(paper), "一票否决" if veto else "")


@pytest.mark.parametrize("example", read_examples(), ids=lambda row: row["例"])
def test_ranking_is_as_printed(example):
    given = example["考察和评审得分"].split("；")
    names = [one.split()[0] for one in given]
    places = int(example["名额"]) if example["名额"] else None
    weights = Decimal(example["考察权重"]), Decimal(example["评审权重"])
    ranked = rank_scored([scored(key, text) for key, text in enumerate(given)], *weights, places)
    told = [f"{names[one.scored.key]} {one.place} {one.total}" for one in ranked if one.place]
    inside = sorted(f"{names[one.scored.key]}{'' if one.within else '?'}" for one in ranked if one.within is not False)
    assert ("；".join(told), inside) == (example["名次"], sorted(example["名额内"].split()))


def test_what_is_missing_is_told_by_name():
    half, none, out = Scored(1, Decimal(90), None), Scored(2, None, None), Scored(3, None, None, "一票否决")
    given = [("甲", half), ("乙", none), ("丙", out)]
    assert reasons_against_settling(given, Decimal(40), Decimal(60)) == [
        "“甲”还没有评审得分。",
        "“乙”还没有实地考察得分。",
        "“乙”还没有评审得分。",
    ]
    assert reasons_against_settling([("甲", half)], Decimal(100), Decimal(0)) == []


def test_notice_and_document_keep_to_places_and_days():
    assert reasons_against_noticing(2, 1, 3) == [] == reasons_against_noticing(9, 9, None)
    assert "超出名额" in reasons_against_noticing(3, 1, 3)[0]
    assert reasons_against_noticing(0, 0, 3) == ["请选出要公示的工作室。"]
    last, after = date(2026, 11, 27), date(2026, 11, 28)
    assert reasons_against_document("示工发1号", after, last, after) == []
    assert len(reasons_against_document(" ", last, last, date(2026, 11, 26))) == 3
    assert term_end(date(2026, 11, 28), 3) == date(2029, 11, 27)
    assert term_end(date(2026, 11, 28), None) is None
