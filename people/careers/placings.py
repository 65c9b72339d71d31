"""Places in contests: written when a result is final, taken back when it no longer stands.

They are records of the person. Whoever holds contests writes them; whoever promotes, values or tells them reads them.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from foundation import audit, clock
from foundation.audit import Actor
from foundation.database import session
from people.careers.models import ContestPlacing
from people.careers.rules import ContestTier
from people.organisations.models import Organisation
from people.persons.models import Person


@dataclass(frozen=True)
class ContestFacts:
    """What all places of one category of an event have in common. `entrants`: how many were ranked in it."""

    contest: str
    event: str
    tier: ContestTier
    occupation_code: str
    category: str
    student: bool
    entrants: int


@dataclass(frozen=True)
class PlaceFacts:
    """One person's place, and the result line that it rests on."""

    reference: str
    person: Person
    employer: Organisation
    team_size: int
    place: int
    prize: str
    passed: bool | None


def placings_resting_on(references: Collection[str]) -> Sequence[ContestPlacing]:
    """The places that rest on these result lines, also those taken back."""
    return session.scalars(select(ContestPlacing).where(ContestPlacing.reference.in_(references))).all()


def put_placing(
    contest: ContestFacts, facts: PlaceFacts, earlier: ContestPlacing | None, *, organiser: Organisation
) -> ContestPlacing:
    """A place as it is final now; `earlier` is the same person's place by an earlier version of the same result.

    The earlier record becomes the new one, so that what rests on it sees the change. Where nothing has changed for this
    person, the day on which it was decided stays too.
    """
    placing = earlier or ContestPlacing(person=facts.person, organiser=organiser)
    values = asdict(contest) | {name: getattr(facts, name) for name in ("team_size", "place", "prize", "passed")}
    changed = [name for name, value in values.items() if getattr(placing, name) != value]
    for name in changed:
        setattr(placing, name, values[name])
    if changed:
        placing.decided_on = clock.today()
    placing.reference, placing.employer, placing.withdrawn_on = facts.reference, facts.employer, None
    session.add(placing)
    return placing


def withdraw_placings(references: Collection[str], *, reason: str, by: Actor) -> None:
    """The result that these places rest on no longer stands; they are kept, and count no more."""
    standing = [one for one in placings_resting_on(references) if one.withdrawn_on is None]
    for placing in standing:
        placing.withdrawn_on = clock.today()
    audit.record_all("withdraw_placings", standing, by=by, reason=reason)
