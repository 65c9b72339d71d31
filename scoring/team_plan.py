"""How a team's total is made of its members: the plan, and what a rule of `scoring/team_rules/` offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from scoring.contenders import Contender, TieBreakStep
from scoring.numbers import ScoringError


class InvalidTeamPlan(ScoringError):
    """The team plan contradicts itself, or a team does not fit it."""


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """团体计分方案：规则代码（`scoring/team_rules/`）、计入人数、同分排序规则。

    `place_points`：第一名、第二名……各得多少分（只用于 `points_by_place`）；`award_points`：各奖项得多少分（只用于
    `points_by_award`）。同分排序比较的是计入队员的合计，另可比较计入队员的名次（`more_first_places` 等）。
    """

    rule: str
    counted: int
    tie_breaks: tuple[TieBreakStep, ...] = ()
    place_points: tuple[Decimal, ...] = ()
    award_points: Mapping[str, Decimal] = field(default_factory=dict)


class TeamRule(Protocol):
    """What a file in `scoring/team_rules/` offers.

    `MORE_MEMBERS`: a team may have more members with a result than count, and its best ones count.
    `FEWER_MEMBERS`: a team with fewer has a total all the same; otherwise it has none.
    """

    CODE: str
    TITLE: str
    LOWER_IS_BETTER: bool
    MORE_MEMBERS: bool
    FEWER_MEMBERS: bool

    def value(self, member: Contender, plan: TeamPlan) -> Decimal:
        """What `member` brings to the total. Error: `InvalidTeamPlan`."""


def place_of(member: Contender) -> int:
    """The member's own place in the event. Error: `InvalidTeamPlan` when it was not passed in."""
    if len(member.places) != 1:
        raise InvalidTeamPlan(f"{member.label}：团体成绩按个人名次计算，但没有该队员的名次，请先完成个人排名。")
    return member.places[0]
