"""docs/printed-rules.md is complete: every rule by its code, with its file and its worked example."""

import re
from typing import Any

import pytest

from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.rules import Counting
from scoring.answers import PartialMarks
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.conversions import CONVERSIONS
from scoring.measurements import MEASUREMENTS
from scoring.methods import METHODS
from scoring.numbers import RoundingMode, RoundingOrder
from scoring.panel import MissingJudge
from scoring.plan import AbsenceRule
from scoring.team_rules import TEAM_RULES
from scoring.tie_breaks import TIE_BREAKS
from tests.architecture.sources import ROOT

ROW = re.compile(
    r"^\| `(?P<code>[^`]+)` \| (?P<rule>.+) \| (?P<source>.+) \| `(?P<file>[^`]+)` \| `(?P<example>[^`]+)` \|$"
)
CHOICES = (
    *(MissingJudge, AbsenceRule, RoundingOrder, RoundingMode, CountRounding, AwardBase, BoundaryRule),
    *(PartialMarks, Counting),
)
ALWAYS_IN_FORCE = {"round_half_up", "scale", "score_module", "spreads", "rank", "award_ranks"}
QUIZZES = {"mark_answer", "rank_takers", *ORGANISATION_RULES}
MATCHES = {"verdict", "rank_teams"}
PARTS_OF_AWARDS = {"down_to", "at_most", "stated_base", "give_medals", "MOSCOW_2018", "award_teams"}
FOLDERS = ("measurements", "methods", "conversions", "tie_breaks", "team_rules")
CATALOGUED: dict[str, Any] = {**MEASUREMENTS, **METHODS, **CONVERSIONS, **TIE_BREAKS, **TEAM_RULES}


def documented_rules():
    lines = (ROOT / "docs/printed-rules.md").read_text(encoding="utf-8").splitlines()
    return [match.groupdict() for line in lines if (match := ROW.match(line))]


def test_every_rule_is_on_the_page_once():
    choices = {f"{choice.__name__}.{member.name}" for choice in CHOICES for member in choice}
    assert sorted(rule["code"] for rule in documented_rules()) == sorted(
        {*CATALOGUED, *choices, *ALWAYS_IN_FORCE, *PARTS_OF_AWARDS, *QUIZZES, *MATCHES}
    )


def test_every_rule_is_where_the_page_says():
    lost = [
        rule["code"]
        for rule in documented_rules()
        if rule["code"].rpartition(".")[2] not in (ROOT / rule["file"]).read_text(encoding="utf-8")
    ]
    assert lost == []


def test_every_worked_example_of_scoring_is_on_the_page():
    examples = {path.name for path in (ROOT / "tests/printed_rules").glob("*.csv")}
    missing = {rule["example"] for rule in documented_rules()} - examples
    page = (ROOT / "docs/printed-rules.md").read_text(encoding="utf-8")
    assert (missing, [name for name in sorted(examples) if f"`{name}`" not in page]) == (set(), [])


@pytest.mark.parametrize("code", CATALOGUED)
def test_every_rule_file_is_named_by_its_code_and_cites_its_source(code):
    rule = CATALOGUED[code]
    assert rule.__name__.rpartition(".")[2] == code
    assert "出处：" in rule.__doc__


def test_no_two_rule_files_share_a_code():
    files = [path.stem for folder in FOLDERS for path in (ROOT / "scoring" / folder).glob("[!_]*.py")]
    assert sorted(files) == sorted(CATALOGUED)
