"""Printed rules of proposals and achievements: schemes, grades, tiers and figures by their worked examples."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from foundation.errors import Refused
from studios.proposals.gradings import GRADINGS
from studios.proposals.rules import (
    PROPOSAL_WORKFLOW,
    ProposalFigures,
    ProposalState,
    due_on,
    reasons_against_proposal,
    waiting_days,
)
from studios.proposals.rules_achievements import (
    ACHIEVEMENT_WORKFLOW,
    AchievementKind,
    AchievementState,
    funnel,
    is_unit_head,
    recommender_path,
)
from studios.proposals.rules_grades import assign_grades
from studios.proposals.rules_likeness import ALIKE_PERCENT, alike, grams, likeness
from studios.proposals.rules_schemes import (
    AchievementFacts,
    Exclusion,
    full_months,
    reasons_against_facts,
    years_before,
)
from studios.proposals.rules_tiers import ACHIEVEMENT_TIERS, PROPOSAL_TIERS, tier_of
from studios.proposals.schemes import SCHEMES

PRINTED = Path(__file__).parents[2] / "printed_rules"


def examples(name: str) -> list[dict[str, str]]:
    with (PRINTED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("example", examples("achievement_schemes.csv"), ids=lambda one: one["例"])
def test_reasons_against_facts_as_printed(example: dict[str, str]):
    finished, entered = day(example["完成日期"]), day(example["申报日期"])
    assert finished and entered
    facts = AchievementFacts(
        kind=AchievementKind(example["种类"]),
        finished_on=finished,
        used_since=day(example["开始应用"]),
        benefit=Decimal(example["效益（元）"]) if example["效益（元）"] else None,
        heads=tuple(filter(None, [example["单位负责人"]])),
        declared=frozenset(map(Exclusion, filter(None, [example["声明的情形"]]))),
    )
    reasons = reasons_against_facts(facts, SCHEMES[example["征集通知"]], entered)
    assert len(reasons) == (example["符合"] == "否")
    assert all(example["原因"] in reason for reason in reasons)


def test_assign_grades_as_printed():
    cases: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for example in examples("achievement_grades.csv"):
        cases[example["例"], example["设奖办法"]].append(example)
    assert len(cases) == 3
    for (_, code), rows in cases.items():
        lines = assign_grades({row["成果"]: Decimal(row["得分"]) for row in rows}, GRADINGS[code].grades)
        found = {line.key: (line.rank, line.tied, line.grade, line.options) for line in lines}
        assert found == {row["成果"]: _expected(row) for row in rows}


def _expected(row: dict[str, str]) -> tuple[int, int, str, tuple[str, ...]]:
    options = tuple("" if one == "未评上" else one for one in row["待裁定"].split("/") if one)
    return int(row["名次"]), int(row["并列"]), row["等级"], options


@pytest.mark.parametrize("example", examples("benefit_tiers.csv"), ids=lambda one: one["例"])
def test_tier_of_as_printed(example: dict[str, str]):
    tiers = PROPOSAL_TIERS if example["种类"] == "建议" else ACHIEVEMENT_TIERS
    benefit = example["核实的效益（元）"]
    tier = tier_of(Decimal(benefit) if benefit else None, tiers)
    assert (tier.title if tier else "") == example["等级"]


@pytest.mark.parametrize("example", examples("proposal_figures.csv"), ids=lambda one: one["例"])
def test_proposal_figures_as_printed(example: dict[str, str]):
    count, proposers, workers = (int(example[name]) for name in ("件数", "提出人数", "职工数"))
    figures = ProposalFigures("示例单位", count, proposers, workers, adopted=0, implemented=0, rewards=Decimal(0))
    found = [str(value) if value is not None else "" for value in (figures.per_head, figures.participation)]
    assert found == [example["人均件数"], example["参与率（%）"]]


def test_a_working_says_how_a_grade_came_about():
    lines = assign_grades({"甲": Decimal(14), "乙": Decimal(14)}, GRADINGS["shanghai_1_5_10_30"].grades)
    assert lines[0].working == "得分 14，第 1 名（2 项并列），并列跨“特等奖”“一等奖”，须由评委会裁定"


def test_likeness_finds_the_same_text_in_other_words_and_no_other():
    text = "把固定夹具改成快换夹具，工具车定置，换模前预热，换模由四十分钟缩短到十五分钟。"
    again = "本成果把固定夹具改成了快换夹具，工具车定置摆放，换模前先预热，换模由40分钟缩短到十五分钟"
    other = "在焊枪上加装可调支架，焊工不用弯腰，焊缝一次合格率提高到百分之九十八，返工减少。"
    found = alike(text, [(1, again), (2, other), (3, "")])
    assert set(found) == {1} and found[1] >= ALIKE_PERCENT
    assert likeness(grams("ＡＢＣ 工艺"), grams("abc-工艺")) == 100


@pytest.mark.parametrize(
    ("post", "head"),
    [
        ("总经理", True),
        ("副总经理", False),
        ("总经理助理", False),
        ("党委书记、厂长", True),
        ("班组长", False),
        ("", False),
    ],
)
def test_is_unit_head(post: str, head: bool):
    assert is_unit_head(post) is head


def test_recommender_is_directly_below_the_organiser():
    assert recommender_path("/1/5/33/", "/1/") == "/1/5/"
    assert recommender_path("/1/5/33/", "/1/5/") == "/1/5/33/"
    assert recommender_path("/1/", "/1/") == "/1/"
    assert recommender_path("/2/7/", "/1/") is None


def test_days_months_and_years():
    since = date(2026, 11, 2)
    assert due_on(ProposalState.PROPOSED, since, None) == date(2026, 11, 7)
    assert due_on(ProposalState.ADOPTED, since, date(2027, 1, 1)) == date(2027, 1, 1)
    assert due_on(ProposalState.ARCHIVED, since, None) is None
    assert waiting_days(ProposalState.RECEIVED, since, date(2026, 11, 9)) == 7
    assert waiting_days(ProposalState.DECLINED, since, date(2026, 11, 9)) is None
    assert years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)
    assert (full_months(date(2026, 1, 31), date(2026, 2, 28)), full_months(date(2026, 1, 1), date(2026, 2, 1))) == (
        0,
        1,
    )


def test_every_refusal_needs_its_reason():
    for state, action in ((ProposalState.EVALUATED, "decline_proposal"), (ProposalState.PROPOSED, "return_proposal")):
        with pytest.raises(Refused, match="原因"):
            PROPOSAL_WORKFLOW.next_state(state, action)
    refused = {
        action for _, action in ACHIEVEMENT_WORKFLOW.table if action in {"refuse_achievement", "pass_over_achievement"}
    }
    assert refused <= ACHIEVEMENT_WORKFLOW.corrections and len(refused) == 2
    assert len(reasons_against_proposal("短", "", "", "")) == 4


def test_funnel_counts_each_step_once():
    states = [(AchievementState.DRAFT, False), (AchievementState.RECOMMENDED, False), (AchievementState.REFUSED, False)]
    states += [(AchievementState.NOT_GRADED, True), (AchievementState.LISTED, True)]
    assert list(funnel(states).values()) == [4, 3, 2, 2, 1]
