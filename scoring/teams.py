"""团体成绩：按方案所写的规则由队员成绩得出，再排名次、授团体奖。"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from scoring.awards import AwardPlan, AwardWorking, award_base, give_awards
from scoring.contenders import Contender
from scoring.numbers import EXACT, exact_sum
from scoring.ranking import Placing, award_ranks, rank
from scoring.results import EventResult
from scoring.team_plan import InvalidTeamPlan, TeamPlan, TeamRule
from scoring.team_rules import TEAM_RULES


@dataclass(frozen=True, slots=True)
class Team:
    """代表队及其队员。A member is the `Contender` of the event; `members_of` takes them from an event's result.

    `award_barred`: why the team takes no award, else empty. `decided_order` and `decided_basis`: as of a contender.
    """

    key: str
    label: str
    members: tuple[Contender, ...]
    award_barred: str = ""
    decided_order: int | None = None
    decided_basis: str = ""


@dataclass(frozen=True, slots=True)
class TeamWorking:
    """Which members counted and which did not, what each brought (by key), the total or the reason for none."""

    team: Team
    counted: tuple[Contender, ...]
    left_out: tuple[Contender, ...]
    total: Decimal | None
    unranked_reason: str = ""
    values: Mapping[str, Decimal] = field(default_factory=dict)


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
            places=() if entry.score_rank is None else (entry.score_rank,),
            awards=() if entry.award is None else (entry.award,),
        )
        for entry in result.entries
        if entry.key in keys and entry.total is not None and entry.total_unrounded is not None
    )


def team_total(team: Team, plan: TeamPlan) -> TeamWorking:
    """一支代表队的团体总分及计入的队员。

    贡献相同者取谁计入，先看取舍前总分，再看用时，再看编号；只影响同分排序，不影响团体总分。
    """
    rule = _rule_of(plan, team)
    values = {member.key: rule.value(member, plan) for member in team.members}
    sign = 1 if rule.LOWER_IS_BETTER else -1
    best_first = tuple(sorted(team.members, key=lambda member: (sign * values[member.key], *_strength(member))))
    if len(best_first) > plan.counted and not rule.MORE_MEMBERS:
        raise InvalidTeamPlan(
            f"{team.label}：有成绩的队员 {len(best_first)} 人，多于规定的 {plan.counted} 人，请核对。"
        )
    if not best_first or (len(best_first) < plan.counted and not rule.FEWER_MEMBERS):
        needed = 1 if rule.FEWER_MEMBERS else plan.counted
        reason = f"有成绩的队员 {len(best_first)} 人，不足 {needed} 人，不计团体总分"
        return TeamWorking(team, (), best_first, None, reason, values)
    counted, left_out = best_first[: plan.counted], best_first[plan.counted :]
    total = exact_sum(values[member.key] for member in counted)
    return TeamWorking(team, counted, left_out, total, values=values)


def rank_teams(teams: Sequence[Team], plan: TeamPlan) -> TeamResult:
    """团体名次。同分时比较计入队员的合计：模块得分之和、用时之和（有一人未记录即为未记录）、扣分之和，以及各人名次。"""
    with localcontext(EXACT):
        ordered = sorted(teams, key=lambda team: (team.label, team.key))
        workings = tuple(team_total(team, plan) for team in ordered)
        contenders = [_team_contender(working) for working in workings if working.total is not None]
        lower = bool(workings) and TEAM_RULES[plan.rule].LOWER_IS_BETTER
        return TeamResult(workings, tuple(rank(contenders, plan.tie_breaks, lower_is_better=lower)))


def award_teams(result: TeamResult, plan: AwardPlan) -> AwardWorking:
    """团体奖、优秀组织奖：设奖方案同个人奖，人数基数改为队（单位）数；不参加评奖的队位次依次递补。"""
    barred = {working.team.key for working in result.workings if working.team.award_barred}
    places = award_ranks(result.placings, barred)
    entered, ranked = len(result.workings), len(result.placings)
    base = award_base(plan.base, plan.stated_base, entered=entered, ranked=ranked, eligible=len(places))
    return give_awards(plan, places, base)


def _rule_of(plan: TeamPlan, team: Team) -> TeamRule:
    if plan.rule not in TEAM_RULES:
        raise InvalidTeamPlan(f"团体计分规则“{plan.rule}”不存在，请重新选择。")
    if plan.counted < 1:
        raise InvalidTeamPlan(f"{team.label}：计入人数为 {plan.counted}，应至少为 1，请调整团体计分方案。")
    return TEAM_RULES[plan.rule]


def _strength(member: Contender) -> tuple[Decimal, Decimal, bool, Decimal, str, str]:
    untimed = member.seconds is None
    return (-member.total, -member.total_unrounded, untimed, member.seconds or Decimal(0), member.label, member.key)


def _team_contender(working: TeamWorking) -> Contender:
    """The team as a contender: the sums of the members that count, and all their places and awards.

    Where the rule adds points or places instead of scores, there is nothing behind the total's decimals.
    """
    members = working.counted
    times = [member.seconds for member in members if member.seconds is not None]
    modules = {code for member in members for code in member.module_scores}
    assert working.total is not None
    adds_scores = all(working.values[member.key] == member.total for member in members)
    return Contender(
        key=working.team.key,
        label=working.team.label,
        total=working.total,
        total_unrounded=exact_sum(member.total_unrounded for member in members) if adds_scores else working.total,
        module_scores={
            code: exact_sum(member.module_scores[code] for member in members)
            for code in sorted(modules)
            if all(code in member.module_scores for member in members)
        },
        module_titles=members[0].module_titles,
        seconds=exact_sum(times) if len(times) == len(members) else None,
        deductions=exact_sum(member.deductions for member in members),
        places=tuple(place for member in members for place in member.places),
        awards=tuple(award for member in members for award in member.awards),
        decided_order=working.team.decided_order,
        decided_basis=working.team.decided_basis,
    )
