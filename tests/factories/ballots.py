"""Votes for tests: three projects of a contest, all workers of a city; and workers by the thousand."""

from datetime import date, timedelta

from sqlalchemy import insert

from foundation import clock
from foundation.database import session
from foundation.secrets import keyed_hash
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import DocumentKind
from studios.ballots.models import Ballot, BallotOption
from studios.ballots.rules import BallotState
from tests.factories import people

PROJECTS = ("职工夜校", "暖心驿站", "工间健身")


def ballot(
    organisation: Organisation, *, fewest: int = 1, most: int = 2, state: BallotState = BallotState.OPEN
) -> Ballot:
    """A vote on three projects that runs from now for a day."""
    now = clock.now()
    options = [
        BallotOption(reference=f"submission:{nth}", position=nth, title=title)
        for nth, title in enumerate(PROJECTS, start=1)
    ]
    made = Ballot(
        reference=f"contest-step:{organisation.id}",
        title="服务职工项目竞赛职工投票",
        organisation=organisation,
        opens_at=now,
        closes_at=now + timedelta(days=1),
        fewest=fewest,
        most=most,
        state=state,
        options=options,
    )
    session.add(made)
    session.commit()
    return made


def workers(unit: Organisation, count: int) -> list[int]:
    """Many workers of a unit in one statement; their ids."""
    numbers = [people.identity_number() for _ in range(count)]
    rows = [
        {
            "name": "职示例",
            "document_kind": DocumentKind.RESIDENT,
            "document_number": number,
            "document_hash": keyed_hash(f"{DocumentKind.RESIDENT}:{number}"),
            "birth_date": date(1990, 1, 1),
            "employer_id": unit.id,
        }
        for number in numbers
    ]
    ids = list(session.scalars(insert(Person).returning(Person.id), rows))
    session.commit()
    return ids
