"""Shares, budgets, teams and plans: the rules by themselves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.errors import Refused
from foundation.workflow import Workflow
from studios.projects.rules import (
    PROJECT_WORKFLOW,
    Candidate,
    ProjectState,
    above_budget,
    is_joint,
    reasons_against_acceptance,
    reasons_against_days,
    reasons_against_person,
    reasons_against_shares,
)
from studios.projects.rules_plans import PLAN_WORKFLOW, PlanState, default_days, overdue_words, reasons_against_plan

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("shares", "refused"),
    [
        (["60", "40"], 0),
        (["33.33", "33.33", "33.34"], 0),
        (["50", "30"], 0),  # what is left belongs to nobody
        (["60", "40.01"], 1),
        (["0", "100"], 1),
        (["33.333", "33.33"], 1),
        (["100.5"], 2),
        (["-1", "50"], 1),
    ],
)
def test_shares_never_come_to_more_than_the_whole(shares: list[str], refused: int):
    named = {f"示例工作室{number}": Decimal(share) for number, share in enumerate(shares)}
    assert len(reasons_against_shares(named)) == refused


@pytest.mark.parametrize(
    ("spent", "amount", "over"), [("0", "50000", "0"), ("49999.99", "0.02", "0.01"), ("60000", "1", "10001")]
)
def test_above_budget_says_by_how_much(spent: str, amount: str, over: str):
    assert above_budget(Decimal(50_000), Decimal(spent), Decimal(amount)) == Decimal(over)


def test_a_person_who_is_merged_dead_or_without_a_unit_cannot_join():
    told = [
        reasons_against_person(Candidate("甲示", merged, dead, employed))
        for merged, dead, employed in [
            (False, False, True),
            (True, False, True),
            (False, True, True),
            (False, False, False),
        ]
    ]
    assert [len(reasons) for reasons in told] == [0, 1, 1, 1]
    assert ["合并" in told[1][0], "去世" in told[2][0], "没有单位" in told[3][0]] == [True, True, True]


def test_days_are_after_the_founding_and_in_order():
    assert reasons_against_days(date(2020, 3, 1), date(2020, 3, 1), date(2020, 3, 1)) == []
    assert len(reasons_against_days(date(2020, 3, 1), date(2020, 2, 29), date(2020, 2, 28))) == 2


def test_acceptance_names_what_is_not_done_and_joint_is_two_or_an_alliance():
    assert reasons_against_acceptance(["样机", "试用"]) == ["节点“样机”还没有办结。", "节点“试用”还没有办结。"]
    assert [is_joint(1, False), is_joint(2, False), is_joint(1, True)] == [False, True, True]


def test_every_way_back_of_projects_and_plans_needs_a_reason():
    assert PROJECT_WORKFLOW.next_state(ProjectState.STOPPED, "resume_project", "重新安排") is ProjectState.DRAFT
    assert PROJECT_WORKFLOW.next_state(ProjectState.FAILED, "resume_project", "整改") is ProjectState.RUNNING
    ways_back: list[tuple[Workflow[Any], Any, str]] = [
        (PROJECT_WORKFLOW, ProjectState.ACCEPTED, "withdraw_acceptance"),
        (PROJECT_WORKFLOW, ProjectState.RUNNING, "stop_project"),
        (PLAN_WORKFLOW, PlanState.CLOSED, "return_summary"),
    ]
    for workflow, state, action in ways_back:
        with pytest.raises(Refused, match="写明原因"):
            workflow.next_state(state, action, " ")


def test_plans_are_overdue_the_day_after():
    assert default_days(2026) == (DAY, date(2027, 1, 31))
    assert overdue_words(PlanState.DRAFT, DAY, *default_days(2026)) == ""
    assert "计划" in overdue_words(PlanState.DRAFT, date(2026, 4, 1), *default_days(2026))
    assert "总结" in overdue_words(PlanState.ACCEPTED, date(2027, 2, 1), *default_days(2026))
    assert overdue_words(PlanState.CLOSED, date(2027, 2, 1), *default_days(2026)) == ""
    assert len(reasons_against_plan(2019, date(2020, 3, 1), DAY, DAY)) == 2
