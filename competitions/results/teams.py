"""团体名次、团体奖、优秀组织奖：一个单位在本赛项的全部报名为一支代表队，不分组别，由各人的成绩按方案算出。

按名次、奖项计分的，取队员在自己组别中的名次和奖项。优秀组织奖按团体名次授予。
A team's key and its label are the number of its unit, so that what is published names nobody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.awards import AwardPlan
from scoring.contenders import MissingTieFact
from scoring.numbers import ScoringError, as_text
from scoring.ranking import Placing
from scoring.reading import read_record
from scoring.results import EventResult, to_plain
from scoring.team_plan import TeamPlan
from scoring.teams import Team, TeamResult, TeamWorking, award_teams, members_of, rank_teams
from scoring.tie_breaks import people_decide

Members = Mapping[str, Collection[str]]
"""The entries of each team, by the team's key."""


@dataclass(frozen=True, slots=True)
class TeamPlans:
    """How teams are ranked, and what teams and units receive; None: no such prize."""

    ranking: TeamPlan
    awards: AwardPlan | None = None
    organisation_awards: AwardPlan | None = None


class TeamsNotRankable(ScoringError):
    """The results of the members do not give one of the teams; the message names the units."""


def team_facts(
    plans: TeamPlans, results: Sequence[EventResult], members: Members, names: Mapping[str, str]
) -> dict[str, Any]:
    """What a result version says of teams and units, `results` being those of the categories.

    `names` of the units are for the words of a refusal only. Error: `TeamsNotRankable`.
    """
    try:
        _ranked(plans.ranking, results, members, names)
    except ScoringError as problem:
        raise TeamsNotRankable(f"团体成绩：{problem}{_way_out(plans.ranking, problem)}") from problem
    ranked = _ranked(plans.ranking, results, members, {})
    awards = award_teams(ranked, plans.awards) if plans.awards else None
    given = awards.recipients if awards else {}
    placings = {placing.contender.key: placing for placing in ranked.placings}
    best_first = sorted(ranked.workings, key=lambda one: _place(placings.get(one.team.key)))
    teams = {
        "plan": to_plain(plans),
        "awards": to_plain(awards),
        "teams": [
            _team(one, placings.get(one.team.key), members[one.team.key], given.get(one.team.key, ""))
            for one in best_first
        ],
    }
    if plans.organisation_awards is None:
        return {"teams": teams}
    return {"teams": teams, "organisations": to_plain(award_teams(ranked, plans.organisation_awards))}


def read_team_plans(plain: object) -> TeamPlans:
    """The plans as `team_facts` keeps them. Error: `Unreadable`."""
    return read_record(TeamPlans, plain)


def _ranked(plan: TeamPlan, results: Sequence[EventResult], members: Members, labels: Mapping[str, str]) -> TeamResult:
    teams = [
        Team(key, labels.get(key, key), tuple(member for result in results for member in members_of(result, entries)))
        for key, entries in members.items()
    ]
    return rank_teams(teams, plan)


def _way_out(plan: TeamPlan, problem: ScoringError) -> str:
    """What to change so that the teams can be ranked."""
    left_to_people = bool(plan.tie_breaks) and plan.tie_breaks[-1].code == people_decide.CODE
    if left_to_people and isinstance(problem, MissingTieFact):
        return "团体名次不另作裁定：请在“团体计分”的同分排序里换成能分出先后的规则，或改为名次并列。"
    return "请核对这些单位的成绩，或修改“团体计分”。"


def _team(working: TeamWorking, placing: Placing | None, entries: Collection[str], award: str) -> dict[str, Any]:
    """One team as it is published: who counted, what each brought, and what set it before and behind its neighbours."""
    return {
        "key": working.team.key,
        "entries": sorted(map(int, entries)),
        "counted": [_brought(working, member.key) for member in working.counted],
        "left_out": [_brought(working, member.key) for member in working.left_out],
        "total": None if working.total is None else as_text(working.total),
        "rank": placing.rank if placing else None,
        "tied": placing.tied if placing else 1,
        "against_ahead": to_plain(placing.against_ahead) if placing else None,
        "against_behind": to_plain(placing.against_behind) if placing else None,
        "award": award,
        "reason": working.unranked_reason,
    }


def _brought(working: TeamWorking, key: str) -> dict[str, Any]:
    return {"entry": int(key), "value": as_text(working.values[key])}


def _place(placing: Placing | None) -> tuple[bool, int]:
    """The order of a table: by rank, those without one last."""
    return (placing is None, placing.rank if placing else 0)
