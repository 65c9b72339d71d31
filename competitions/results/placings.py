"""What a final result says of persons: their places, written into their careers (`people.careers`)."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from competitions.planning.models import Category, Stage
from competitions.registration.rules import MemberPart
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from competitions.results.queries_effects import next_stage
from competitions.results.rules_placings import contest_tier, of_students
from foundation import audit
from foundation.database import session
from people.accounts.models import Account
from people.careers import placings
from people.careers.models import ContestPlacing
from people.careers.placings import ContestFacts, PlaceFacts, placings_resting_on, put_placing

REFERENCE = "result-line:"


def write_placings(version: ResultVersion, *, by: Account) -> None:
    """A place for each member of each entry with an award rank. Only the last stage of an event decides its places.

    Who has a place by an earlier version of this result keeps its record, brought up to date.
    """
    if next_stage(version.stage) is not None:
        return
    earlier = {(one.person_id, one.category): one for one in placings_resting_on(_references(version.stage))}
    lines = lines_of(version, members=True)
    entrants = Counter(line.category_id for line in lines if line.score_rank is not None)
    organiser = version.stage.event.competition.organisation
    written: list[ContestPlacing] = []
    for line in lines:
        contest = _contest(version, line.category, entrants[line.category_id])
        for facts in _places(line):
            known = earlier.get((facts.person.id, contest.category))
            written.append(put_placing(contest, facts, known, organiser=organiser))
    audit.record_all("write_placings", written, by=by)


def withdraw_placings(version: ResultVersion, *, reason: str, by: Account) -> None:
    """Take back the places that rest on a final version: it has been corrected or withdrawn."""
    placings.withdraw_placings([f"{REFERENCE}{line.id}" for line in version.lines], reason=reason, by=by)


def _contest(version: ResultVersion, category: Category, entrants: int) -> ContestFacts:
    event = version.stage.event
    return ContestFacts(
        contest=event.competition.audit_label,
        event=event.title,
        tier=contest_tier(event.competition.level, event.competition.competition_class),
        occupation_code=event.occupation_code,
        category=category.title,
        student=of_students(category.title),
        entrants=entrants,
    )


def _places(line: ResultLine) -> Iterator[PlaceFacts]:
    if line.award_rank is None:
        return
    competed = [member.person for member in line.entry.members if member.part is not MemberPart.SUBSTITUTE]
    for person in competed:
        yield PlaceFacts(
            reference=f"{REFERENCE}{line.id}",
            person=person,
            employer=line.entry.organisation,
            team_size=len(competed),
            place=line.award_rank,
            prize=line.award,
            passed=None,  # a plan has no pass mark: whether it was reached is confirmed by a person
        )


def _references(stage: Stage) -> list[str]:
    """The lines of every version of the stage's result."""
    lines = select(ResultLine.id).join(ResultLine.version).where(ResultVersion.stage_id == stage.id)
    return [f"{REFERENCE}{line_id}" for line_id in session.scalars(lines)]
