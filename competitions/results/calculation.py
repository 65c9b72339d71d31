"""From marks to result lines, and the digest that proves they are still what was computed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from competitions.draw.models import Place
from competitions.judging.queries import entry_marks, places_of
from competitions.planning.models import Stage
from competitions.planning.plan import scoring_plan
from competitions.planning.rewards import organisation_award_plan, team_award_plan, team_plan
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.published import digest_of_published, published_facts, without_words
from competitions.results.teams import TeamPlans, TeamsNotRankable, team_facts
from scoring.contest import EventNotScorable, score_event
from scoring.explanation import explain
from scoring.marks import EntryMarks
from scoring.numbers import ScoringError, as_text
from scoring.plan import ScoringPlan
from scoring.results import EntryResult, EventResult, to_plain


def calculate(stage: Stage, given: Sequence[EntryMarks] | None = None) -> ResultVersion:
    """The result of `stage` by the present plan and marks, not stored; each category is ranked and rewarded apart,
    teams across all of them at the last stage.

    `given`: other marks than the present ones, to see what would come of them. Raises `EventNotScorable` with the
    problems of all categories.
    """
    plan = scoring_plan(stage)
    places = {str(place.entry_id): place for place in places_of(stage)}
    titles = {category.id: category.title for category in stage.event.categories}
    marks: dict[int, list[EntryMarks]] = defaultdict(list)
    for one in entry_marks(stage) if given is None else given:
        marks[places[one.key].entry.category_id].append(one)
    published = _score_categories(plan, {key: [without_words(one) for one in found] for key, found in marks.items()})
    worded = published if _tells_nothing(marks.values()) else _score_categories(plan, marks)
    told = {entry.key: entry for result in worded.values() for entry in result.entries}
    teams = _facts_of_teams(stage, list(published.values()), places)
    version = ResultVersion(
        plan_version=stage.event.plan_version,
        facts=published_facts(plan, {titles[key]: result for key, result in published.items()}, teams),
        lines=[
            _line(plan, entry, told[entry.key], category_id, places[entry.key].contest_number)
            for category_id, result in published.items()
            for entry in result.entries
        ],
    )
    version.digest = _digest(version, titles)
    return version


def digest_of(version: ResultVersion) -> str:
    """The digest of what a stored version says now: one changed character of a number gives another."""
    return _digest(version, {category.id: category.title for category in version.stage.event.categories})


def published_lines(version: ResultVersion) -> list[dict[str, Any]]:
    """The lines of a version as they may be published, by entry."""
    return _published_lines(version.lines, {category.id: category.title for category in version.stage.event.categories})


def _digest(version: ResultVersion, titles: Mapping[int, str]) -> str:
    return digest_of_published(version.plan_version, version.facts, _published_lines(version.lines, titles))


def _published_lines(lines: Iterable[ResultLine], titles: Mapping[int, str]) -> list[dict[str, Any]]:
    """As `published_line` makes them from a result: without the words of the explanation and of the status."""
    return [
        {
            "entry": line.entry_id,
            "category": titles[line.category_id],
            "contest_number": line.contest_number,
            "total": None if line.total is None else as_text(line.total.normalize()),
            "score_rank": line.score_rank,
            "award_rank": line.award_rank,
            "award": line.award,
            "working": {name: value for name, value in line.working.items() if name != "explanation"},
        }
        for line in sorted(lines, key=lambda line: line.entry_id)
    ]


def team_plans(stage: Stage) -> TeamPlans | None:
    """How the teams of `stage` are ranked and rewarded; None where they are not. As prizes, at the last stage only."""
    ranking = team_plan(stage.event)
    if ranking is None or stage is not stage.event.stages[-1]:
        return None
    return TeamPlans(ranking, team_award_plan(stage.event), organisation_award_plan(stage.event))


def _facts_of_teams(stage: Stage, results: Sequence[EventResult], places: Mapping[str, Place]) -> dict[str, Any]:
    plans = team_plans(stage)
    if plans is None:
        return {}
    members: dict[str, list[str]] = defaultdict(list)
    names = {}
    for key in sorted(entry.key for result in results for entry in result.entries):
        unit = places[key].entry.organisation
        members[str(unit.id)].append(key)
        names[str(unit.id)] = unit.name
    try:
        return team_facts(plans, results, members, names)
    except TeamsNotRankable as problem:
        raise EventNotScorable([problem]) from problem


def _tells_nothing(marks: Iterable[Sequence[EntryMarks]]) -> bool:
    return all(one == without_words(one) for found in marks for one in found)


def _score_categories(plan: ScoringPlan, marks: Mapping[int, Sequence[EntryMarks]]) -> dict[int, EventResult]:
    results: dict[int, EventResult] = {}
    problems: list[ScoringError] = []
    for category_id in sorted(marks):
        try:
            results[category_id] = score_event(plan, marks[category_id])
        except EventNotScorable as refusal:
            problems += refusal.problems
        except ScoringError as problem:
            problems.append(problem)
    if problems:
        raise EventNotScorable(problems)
    return results


def _line(
    plan: ScoringPlan, entry: EntryResult, worded: EntryResult, category_id: int, contest_number: int
) -> ResultLine:
    """`entry` is what is published; `worded` the same with the reasons, for the entry itself and the officers."""
    working: Any = to_plain(entry)
    return ResultLine(
        entry_id=int(entry.key),
        category_id=category_id,
        contest_number=contest_number,
        total=entry.total,
        score_rank=entry.score_rank,
        award_rank=entry.award_rank,
        award=entry.award or "",
        status=worded.unranked_reason,
        working=working | {"explanation": explain(plan, worded)},
    )
