"""Listeners who checked in, and what they say."""

from foundation.database import session, transaction
from lectures.attendance.models import CheckIn
from lectures.attendance.rules import CheckInMethod
from lectures.feedback import operations
from lectures.feedback.operations import Answer
from lectures.tours.models import Lecture
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.factories import people
from tests.factories.lectures import kept

CODES = ("content", "lecturer", "organisation", "usefulness")


def check_in(lecture: Lecture, person: Person, by: Account) -> CheckIn:
    """Somebody was there."""
    return kept(CheckIn(lecture=lecture, person=person, method=CheckInMethod.WALL, by=by))


def listeners(lecture: Lecture, unit: Organisation, count: int, by: Account) -> list[Person]:
    """So many workers of a unit, checked in."""
    came = [people.person(f"听示{'零一二三四五六七八九'[number % 10]}", unit) for number in range(count)]
    for person in came:
        session.add(CheckIn(lecture=lecture, person=person, method=CheckInMethod.WALL, by=by))
    session.commit()
    return came


def answer(lecture: Lecture, person: Person, stars: int = 5, words: str = "", recommends: bool = True) -> None:
    """Somebody gives the same stars to every question."""
    with transaction():
        operations.answer_survey(lecture, person, Answer(dict.fromkeys(CODES, stars), recommends, words))
