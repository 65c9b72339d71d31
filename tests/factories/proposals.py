"""Proposals and achievements for tests, plainly fictitious, stored at once."""

from itertools import count
from typing import TypeVar

from foundation import clock
from foundation.database import Base, session
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.proposals.models import Proposal
from studios.proposals.rules import ProposalCategory
from tests.factories import people

_numbers = count(1)
T = TypeVar("T", bound=Base)


def proposal(proposer: Person, **facts: object) -> Proposal:
    """A proposal of today that waits to be received."""
    assert proposer.employer
    usual = {
        "title": f"示例改进建议 {next(_numbers)}",
        "category": ProposalCategory.PROCESS,
        "situation": "换模要四十分钟，一天换三次。",
        "measures": "改用快换夹具，工具车定置。",
        "effect": "换模缩短到十五分钟以内。",
        "proposed_on": clock.today(),
        "since": clock.today(),
    }
    owner = {"proposer": proposer, "origin": proposer.employer, "organisation": proposer.employer}
    return _kept(Proposal(**usual | owner | facts))


def workers(organisation: Organisation, number: int) -> list[Person]:
    """So many persons of a unit."""
    return [people.person(f"职示{'甲乙丙丁戊己庚辛壬癸'[nth % 10]}", organisation) for nth in range(number)]


def _kept(made: T) -> T:
    session.add(made)
    session.commit()
    return made
