"""Lectures that were told to everybody, for tests of calendars and public pages."""

from collections.abc import Sequence
from datetime import datetime

from foundation.clock import SHANGHAI
from foundation.database import transaction
from lectures.lecturers.models import Lecturer
from lectures.places.models import Place
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.operations_releases import release_tour
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, people


def at(moment: str) -> datetime:
    """A moment by the clock in China: "2026-11-25 14:00"."""
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


def officer(tour: LectureTour) -> Account:
    """Who runs a tour."""
    return people.account(Role.DISTRICT_OFFICER, tour.organisation)


def release(tour: LectureTour, by: Account) -> None:
    """Tell everybody what is new."""
    with transaction():
        release_tour(tour, by=by)


def many_released(
    tour: LectureTour, by: Account, count: int, lecturer: Lecturer, places: Sequence[Place], first: int = 0
) -> list[Lecture]:
    """Lectures on as many half hours of the 26th of November, released."""
    hours = [f"2026-11-26 {8 + number // 2:02}:{number % 2 * 30:02}" for number in range(first, first + count)]
    made = [lectures.lecture(tour, lecturer, places=places, at=at(hour), minutes=30) for hour in hours]
    release(tour, by)
    return made
