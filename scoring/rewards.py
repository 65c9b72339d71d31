"""What a plan may reward by: awards for places, or medals for scores."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scoring.awards import AwardPlan, AwardWorking, award_base, check_award_plan, give_awards
from scoring.medals import MedalPlan, check_medal_plan, give_medals

RewardPlan = AwardPlan | MedalPlan


def check_rewards(plan: RewardPlan) -> None:
    """`InvalidAwardPlan` when the plan contradicts itself."""
    if isinstance(plan, MedalPlan):
        check_medal_plan(plan)
    else:
        check_award_plan(plan)


def give_rewards(
    plan: RewardPlan, award_ranks: Mapping[str, int], scores: Mapping[str, Decimal], *, entered: int, ranked: int
) -> AwardWorking:
    """What each eligible entry receives.

    `award_ranks` are those of the eligible; `scores` the published score of everybody ranked: the scaled one where the
    plan has a scale. `entered` and `ranked` count all who entered and all who have a rank.
    """
    base = award_base(plan.base, plan.stated_base, entered=entered, ranked=ranked, eligible=len(award_ranks))
    if isinstance(plan, MedalPlan):
        return give_medals(plan, {key: scores[key] for key in award_ranks}, base)
    return give_awards(plan, award_ranks, base)
