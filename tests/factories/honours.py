"""Honours for tests."""

from typing import Any

from foundation.database import session
from people.honours.models import Honour
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.persons.models import Person


def honour(
    kind: HonourKind = HonourKind.JINGONG_CRAFTSPERSON,
    holder: Person | None = None,
    name: str = "",
    organisation: Organisation | None = None,
    year: int = 2024,
    **facts: Any,
) -> Honour:
    """An honour of a person, or of whoever is called `name` in a unit; stored at once."""
    place = organisation or (holder.employer if holder else None)
    made = Honour(kind=kind, person=holder, holder_name=name, organisation=place, year=year, **facts)
    session.add(made)
    session.commit()
    return made
