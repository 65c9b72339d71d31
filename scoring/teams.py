"""团体成绩：由成员成绩相加，或取成绩最好的若干人相加。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from scoring.contenders import Contender, TieBreakStep
from scoring.numbers import EXACT, ScoringError, exact_sum
from scoring.ranking import Placing, rank
from scoring.results import EventResult


class TeamRule(StrEnum):
    """团体总分的算法。"""

    SUM_OF_MEMBERS = "sum_of_members"
    """全体队员总分之和（三人之和：fsou 17207918_7、holdmm 17207879_5）；缺一人则无团体总分。"""
    BEST_K = "best_k"
    """成绩最好的 k 名队员总分之和；有成绩的队员不足 k 人则无团体总分。"""


class InvalidTeamPlan(ScoringError):
    """The number of members that count is not positive."""


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """团体计分方案：`counted` 为队员人数（SUM_OF_MEMBERS）或取前几人（BEST_K）；同分排序规则同个人赛。"""

    rule: TeamRule
    counted: int
    tie_breaks: tuple[TieBreakStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """代表队及其队员。A member is the `Contender` of the event; `members_of` takes them from an event's result."""

    key: str
    label: str
    members: tuple[Contender, ...]


@dataclass(frozen=True, slots=True)
class TeamWorking:
    """Which members counted and which did not, the total, or the reason why there is none."""

    team: Team
    counted: tuple[Contender, ...]
    left_out: tuple[Contender, ...]
    total: Decimal | None
    unranked_reason: str = ""


@dataclass(frozen=True, slots=True)
class TeamResult:
    """Every team's working in order of label, and the placings of those with a total."""

    workings: tuple[TeamWorking, ...]
    placings: tuple[Placing, ...]


def members_of(result: EventResult, keys: Collection[str]) -> tuple[Contender, ...]:
    """The entries with these keys that have a total, as members of a team; those without one have no say in it."""
    return tuple(
        Contender(
            key=entry.key,
            label=entry.label,
            total=entry.total,
            total_unrounded=entry.total_unrounded,
            module_scores={module.code: module.published for module in entry.modules},
            module_titles={module.code: module.title for module in entry.modules},
            seconds=entry.seconds,
            deductions=exact_sum(module.deduction for module in entry.modules),
        )
        for entry in result.entries
        if entry.key in keys and entry.total is not None and entry.total_unrounded is not None
    )


def team_total(team: Team, plan: TeamPlan) -> TeamWorking:
    """一支代表队的团体总分及计入的队员。

    成绩相同者取谁计入，先看取舍前总分，再看用时，再看编号；只影响同分排序，不影响团体总分。
    """
    if plan.counted < 1:
        raise InvalidTeamPlan(f"{team.label}：计入人数为 {plan.counted}，应至少为 1，请调整团体计分方案。")
    best_first = tuple(sorted(team.members, key=_strength))
    if plan.rule is TeamRule.SUM_OF_MEMBERS and len(best_first) > plan.counted:
        raise InvalidTeamPlan(
            f"{team.label}：有成绩的队员 {len(best_first)} 人，多于规定的 {plan.counted} 人，请核对。"
        )
    if len(best_first) < plan.counted:
        reason = f"有成绩的队员 {len(best_first)} 人，不足 {plan.counted} 人，不计团体总分"
        return TeamWorking(team, (), best_first, None, reason)
    counted, left_out = best_first[: plan.counted], best_first[plan.counted :]
    return TeamWorking(team, counted, left_out, exact_sum(member.total for member in counted))


def rank_teams(teams: Sequence[Team], plan: TeamPlan) -> TeamResult:
    """团体名次。同分时比较计入队员的合计：模块得分之和、用时之和（有一人未记录即为未记录）、扣分之和。"""
    with localcontext(EXACT):
        ordered = sorted(teams, key=lambda team: (team.label, team.key))
        workings = tuple(team_total(team, plan) for team in ordered)
        contenders = [_team_contender(working) for working in workings if working.total is not None]
        return TeamResult(workings, tuple(rank(contenders, plan.tie_breaks)))


def _strength(member: Contender) -> tuple[Decimal, Decimal, bool, Decimal, str, str]:
    untimed = member.seconds is None
    return (-member.total, -member.total_unrounded, untimed, member.seconds or Decimal(0), member.label, member.key)


def _team_contender(working: TeamWorking) -> Contender:
    """The team as a contender: the sums of the members that count."""
    members = working.counted
    times = [member.seconds for member in members if member.seconds is not None]
    modules = {code for member in members for code in member.module_scores}
    assert working.total is not None
    return Contender(
        key=working.team.key,
        label=working.team.label,
        total=working.total,
        total_unrounded=exact_sum(member.total_unrounded for member in members),
        module_scores={
            code: exact_sum(member.module_scores[code] for member in members)
            for code in sorted(modules)
            if all(code in member.module_scores for member in members)
        },
        module_titles=members[0].module_titles,
        seconds=exact_sum(times) if len(times) == len(members) else None,
        deductions=exact_sum(member.deductions for member in members),
    )
