"""What an event's plan says about prizes, medals and teams, as plans that `scoring` can use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from competitions.planning.models import Event
from scoring.awards import AwardLevel, AwardPlan, InvalidAwardPlan, Share
from scoring.contenders import TieBreakStep
from scoring.medals import MOSCOW_2018, MedalPlan
from scoring.rewards import RewardPlan, check_rewards
from scoring.team_plan import TeamPlan

Levels = Sequence[Mapping[str, str]]


def reward_plan(event: Event) -> RewardPlan | None:
    """Prizes by place, or medals by score; None if the plan gives neither."""
    return medal_plan(event) or award_plan(event)


def award_plan(event: Event) -> AwardPlan | None:
    """The prizes of `event`; None where medals are given instead, or nothing."""
    levels = _levels(event.awards)
    if event.medals or not levels:
        return None
    return AwardPlan(
        levels,
        event.award_base,
        event.award_rounding,
        event.award_boundary,
        at_most=read_share(event.award_at_most),
        stated_base=event.award_stated_base,
    )


def medal_plan(event: Event) -> MedalPlan | None:
    """The medals of `event`; None where prizes are given."""
    facts = event.medals
    if not facts:
        return None
    return MedalPlan(
        distance=Decimal(facts["distance"]),
        medallion_from=Decimal(facts["medallion_from"]) if facts["medallion_from"] else None,
        bronze_behind_silvers=facts["bronze_behind_silvers"],
        small_fields=MOSCOW_2018 if facts["small_fields"] else (),
        base=event.award_base,
    )


def team_plan(event: Event) -> TeamPlan | None:
    """How teams are ranked; None where they are not."""
    facts = event.teams
    if not facts:
        return None
    return TeamPlan(
        rule=facts["rule"],
        counted=facts["counted"],
        tie_breaks=tuple(TieBreakStep(code, tuple(modules)) for code, modules in facts["tie_breaks"]),
        place_points=tuple(map(Decimal, facts["place_points"])),
        award_points={award: Decimal(points) for award, points in facts["award_points"].items()},
    )


def team_award_plan(event: Event) -> AwardPlan | None:
    """The prizes for teams; None where there are none."""
    levels = _levels(event.teams.get("awards", []))
    return _plain(event, levels) if levels else None


def organisation_award_plan(event: Event) -> AwardPlan | None:
    """优秀组织奖: the prizes for units; None where there are none."""
    levels = _levels(event.organisation_awards)
    return _plain(event, levels) if levels else None


def reward_faults(event: Event) -> list[str]:
    """What is wrong with medals and with the prizes of teams and units; empty if they can be used."""
    plans = {
        "奖牌": medal_plan(event),
        "团体奖": team_award_plan(event),
        "优秀组织奖": organisation_award_plan(event),
    }
    faults = []
    for title, plan in plans.items():
        try:
            if plan is not None:
                check_rewards(plan)
        except InvalidAwardPlan as problem:
            faults.append(f"{title}：{problem}")
    return faults


def read_share(text: str) -> Share | None:
    """3/10 as a share; None for nothing."""
    part, _, whole = text.partition("/")
    return Share(int(part), int(whole)) if text else None


def _levels(levels: Levels) -> tuple[AwardLevel, ...]:
    return tuple(
        AwardLevel(
            level["title"],
            ratio=Decimal(level["percent"]) / 100 if level.get("percent") else None,
            count=int(level["count"]) if level.get("count") else None,
            down_to=read_share(level.get("down_to", "")),
        )
        for level in levels
    )


def _plain(event: Event, levels: tuple[AwardLevel, ...]) -> AwardPlan:
    return replace(AwardPlan(levels), count_rounding=event.award_rounding, boundary=event.award_boundary)
