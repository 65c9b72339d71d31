"""What later stages hold of somebody's work in a studio, so that his time there cannot simply be cut short."""

from collections.abc import Callable, Iterable
from datetime import date

from foundation.database import session
from people.persons.models import Person
from studios.registry.models import Studio

Resting = Callable[[Studio, Person, date], Iterable[str]]

RESTING: list[Resting] = []
"""Work of somebody in a studio after a day, where no file says that he was there; `studios.pages` puts them here."""


def resting_on(studio: Studio, person: Person, after: date) -> list[str]:
    """His work in the studio after that day that the files of studios, as they stand now, do not cover any more."""
    session.flush()
    return [work for resting in RESTING for work in resting(studio, person, after)]
