"""Reading what a version says of teams and units: with their names, and with the lines of those who count."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from competitions.results.models import ResultLine, ResultVersion
from foundation.database import session
from people.organisations.models import Organisation
from scoring.ranking import TOTAL


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of a team. `value`: what it brought to the total; empty where it has no result."""

    line: ResultLine
    value: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One team: `facts` as stored, the unit's name, its members (those that count first), the unit's own award."""

    facts: Mapping[str, Any]
    name: str
    members: Sequence[Member]
    organisation_award: str = ""

    @property
    def counted(self) -> list[Member]:
        return [member for member in self.members if member.counted]


def teams_in(version: ResultVersion) -> list[Mapping[str, Any]]:
    """What `version` says of each team, by rank; nothing where teams are not ranked."""
    return version.facts["teams"]["teams"] if "teams" in version.facts else []


def standings_of(version: ResultVersion, lines: Iterable[ResultLine]) -> list[Standing]:
    """Every team of `version` by rank; `lines` are those of the version. Empty where teams are not ranked."""
    teams = teams_in(version)
    names = unit_names(team["key"] for team in teams)
    by_entry = {line.entry_id: line for line in lines}
    return [_standing(version, team, names, by_entry) for team in teams]


def standing_of(line: ResultLine, lines: Iterable[ResultLine]) -> Standing | None:
    """The team in which `line` is; `lines` hold at least those of its members."""
    team = team_of(line)
    if team is None:
        return None
    return _standing(line.version, team, unit_names([team["key"]]), {one.entry_id: one for one in lines})


def team_of(line: ResultLine) -> Mapping[str, Any] | None:
    """What the version says of the team in which `line` is; None where teams are not ranked."""
    return next((team for team in teams_in(line.version) if line.entry_id in team["entries"]), None)


def teams_of(lines: Iterable[ResultLine]) -> list[tuple[ResultLine, Mapping[str, Any]]]:
    """The teams in which `lines` are, each once, with the first line of each."""
    found: dict[tuple[int, str], tuple[ResultLine, Mapping[str, Any]]] = {}
    for line in lines:
        if team := team_of(line):
            found.setdefault((line.version_id, team["key"]), (line, team))
    return list(found.values())


def organisation_award(version: ResultVersion, team: Mapping[str, Any]) -> str:
    """The unit's own award (优秀组织奖); empty where it has none."""
    awards: Mapping[str, Any] = version.facts.get("organisations", {})
    return str(awards.get("recipients", {}).get(team["key"], ""))


def unit_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of the units that are the keys of teams."""
    wanted: Collection[int] = {int(key) for key in keys}
    if not wanted:
        return {}
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)))
    return {str(row[0]): row[1] for row in rows}


def decision_words(decision: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What set one team before another, with their names: “甲 排在 乙 之前：总分相同，按……”。"""
    equal = "" if decision["code"] == TOTAL else f"总分相同，按“{decision['title']}”，"
    ahead, behind = (names.get(decision[side], decision[side]) for side in ("ahead", "behind"))
    return f"{ahead} 排在 {behind} 之前：{equal}{decision['difference']}"


def _standing(
    version: ResultVersion, team: Mapping[str, Any], names: Mapping[str, str], lines: Mapping[int, ResultLine]
) -> Standing:
    brought = [Member(lines[one["entry"]], one["value"], True) for one in team["counted"]]
    brought += [Member(lines[one["entry"]], one["value"]) for one in team["left_out"]]
    known = {member.line.entry_id for member in brought}
    rest = [Member(lines[entry]) for entry in team["entries"] if entry not in known]
    return Standing(team, names[team["key"]], [*brought, *rest], organisation_award(version, team))
