"""From marks to result lines, and the digest that proves they are still what was computed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from competitions.judging.queries import entry_marks, places_of
from competitions.planning.models import Stage
from competitions.planning.plan import scoring_plan
from competitions.results.models import ResultLine, ResultVersion
from scoring.contest import EventNotScorable, score_event
from scoring.explanation import explain
from scoring.marks import EntryMarks
from scoring.numbers import ScoringError, as_text
from scoring.plan import ScoringPlan
from scoring.results import EntryResult, EventResult, hash_of_json, result_hash, to_plain


def calculate(stage: Stage) -> ResultVersion:
    """The result of `stage` by the present plan and marks, not stored; each category is ranked and rewarded apart.

    Raises `EventNotScorable` with the problems of all categories.
    """
    plan = scoring_plan(stage)
    places = {str(place.entry_id): place for place in places_of(stage)}
    marks: dict[int, list[EntryMarks]] = defaultdict(list)
    for one in entry_marks(stage):
        marks[places[one.key].entry.category_id].append(one)
    results = _score_categories(plan, marks)
    titles = {category.id: category.title for category in stage.event.categories}
    version = ResultVersion(
        plan_version=stage.event.plan_version,
        facts={
            "plan": to_plain(plan),
            "categories": {
                titles[key]: {"awards": to_plain(result.awards), "hash": result_hash(result)}
                for key, result in results.items()
            },
        },
        lines=[
            _line(plan, entry, category_id, places[entry.key].contest_number)
            for category_id, result in results.items()
            for entry in result.entries
        ],
    )
    version.digest = digest_of(version)
    return version


def digest_of(version: ResultVersion) -> str:
    """SHA-256 over the plan, the awards and every line with its working: one changed character gives another."""
    return hash_of_json(
        {"plan_version": version.plan_version, "facts": version.facts, "lines": _plain_lines(version.lines)}
    )


def _score_categories(plan: ScoringPlan, marks: dict[int, list[EntryMarks]]) -> dict[int, EventResult]:
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


def _line(plan: ScoringPlan, entry: EntryResult, category_id: int, contest_number: int) -> ResultLine:
    working: Any = to_plain(entry)
    return ResultLine(
        entry_id=int(entry.key),
        category_id=category_id,
        contest_number=contest_number,
        total=entry.total,
        score_rank=entry.score_rank,
        award_rank=entry.award_rank,
        award=entry.award or "",
        status=entry.unranked_reason,
        working=working | {"explanation": explain(plan, entry)},
    )


def _plain_lines(lines: Iterable[ResultLine]) -> list[dict[str, Any]]:
    return [
        {
            "entry": line.entry_id,
            "category": line.category_id,
            "contest_number": line.contest_number,
            "total": None if line.total is None else as_text(line.total.normalize()),
            "score_rank": line.score_rank,
            "award_rank": line.award_rank,
            "award": line.award,
            "status": line.status,
            "working": line.working,
        }
        for line in sorted(lines, key=lambda line: line.entry_id)
    ]
