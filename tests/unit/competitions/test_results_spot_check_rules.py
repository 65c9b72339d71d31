"""抽检复核 as printed: who is drawn, what is too much, what publication waits for; and the catalogue of rule sets."""

from decimal import Decimal
from pathlib import Path

import pytest

from competitions.planning.rules import CompetitionLevel
from competitions.results.rules_spot_checks import (
    SpotCheckRules,
    SpotCheckState,
    drawn_for_check,
    exceeds_tolerance,
    reasons_against_checking,
    reasons_against_finishing,
    reasons_against_publishing,
    spot_check_required,
)
from competitions.results.spot_check_rules import SPOT_CHECK_RULES
from tests.architecture.sources import ROOT

RULES = SPOT_CHECK_RULES["top_ten_2026"]
THIRTY = [(number, number) for number in range(1, 31)]


def test_every_rule_set_is_named_by_its_code_and_cites_its_source():
    files = {path.stem for path in Path(ROOT / "competitions/results/spot_check_rules").glob("[!_]*.py")}
    assert set(SPOT_CHECK_RULES) == files
    assert all(rules.source and rules.title for rules in SPOT_CHECK_RULES.values())
    assert (RULES.top, RULES.share, RULES.tolerance) == (10, Decimal("0.15"), Decimal("0.05"))


def test_the_draw_takes_the_first_ten_and_three_of_twenty():
    drawn = drawn_for_check(THIRTY, RULES, seed="2026")
    assert drawn == [*range(1, 11), 23, 24, 26] and drawn == sorted(drawn)


@pytest.mark.parametrize(("rest", "count"), [(0, 0), (1, 1), (6, 1), (7, 2), (20, 3), (21, 4), (100, 15)])
def test_a_share_is_never_less_than_fifteen_percent(rest: int, count: int):
    ranked = [(number, number) for number in range(1, 11 + rest)]
    assert len(drawn_for_check(ranked, RULES, seed="a")) == 10 + count


def test_the_draw_depends_on_the_seed_and_never_on_the_order_of_the_list():
    assert drawn_for_check(THIRTY, RULES, seed="1") == drawn_for_check(THIRTY[::-1], RULES, seed="1")
    assert len({tuple(drawn_for_check(THIRTY, RULES, seed=str(seed))) for seed in range(20)}) > 10


def test_ties_at_the_tenth_place_and_each_category_are_all_in():
    tied = [(number, min(number, 10)) for number in range(1, 13)]
    assert drawn_for_check(tied, RULES, seed="1") == list(range(1, 13))
    two_categories = [(1, 1), (2, 2), (3, 1), (4, 2)]
    assert drawn_for_check(two_categories, RULES, seed="1") == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("wrong", "checked", "over"), [(0, 20, False), (1, 20, False), (1, 19, True), (2, 40, False), (3, 40, True)]
)
def test_five_percent_itself_is_not_over(wrong: int, checked: int, over: bool):
    assert exceeds_tolerance(wrong, checked, RULES) is over


def test_the_parameters_are_those_of_the_set():
    strict = SpotCheckRules("x", "x", "x", top=1, share=Decimal(1), tolerance=Decimal(0))
    assert drawn_for_check(THIRTY, strict, seed="1") == list(range(1, 31))
    assert exceeds_tolerance(1, 1000, strict) and not exceeds_tolerance(0, 0, strict)


def test_spot_checks_are_required_from_the_city_upwards():
    required = {level for level in CompetitionLevel if spot_check_required(level)}
    assert required == {CompetitionLevel.NATIONAL, CompetitionLevel.PROVINCIAL, CompetitionLevel.CITY}


@pytest.mark.parametrize(
    ("required", "state", "uncorrected", "count"),
    [
        (True, None, [], 1),
        (False, None, [], 0),
        (False, SpotCheckState.OPEN, [], 1),
        (True, SpotCheckState.EXTENDED, ["甲"], 1),
        (True, SpotCheckState.FINISHED, [], 0),
        (True, SpotCheckState.FINISHED, ["甲", "乙"], 2),
        (True, SpotCheckState.WAIVED, [], 0),
    ],
)
def test_publication_waits_for_the_check_and_its_corrections(required, state, uncorrected, count):
    reasons = reasons_against_publishing(required=required, state=state, uncorrected=uncorrected)
    assert len(reasons) == count


def test_nobody_checks_his_own_panel_or_unit_or_a_finished_check():
    assert reasons_against_checking(sits_on_panel=False, recused=False, finished=False) == []
    assert len(reasons_against_checking(sits_on_panel=True, recused=True, finished=True)) == 3
    assert reasons_against_finishing(0) == [] and "2 份" in reasons_against_finishing(2)[0]
