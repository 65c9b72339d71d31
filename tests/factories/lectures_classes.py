"""Training classes with meetings that took place."""

from datetime import date, datetime
from typing import Any

from foundation import clock
from foundation.database import session, transaction
from lectures.classes import operations
from lectures.classes.models import ClassEnrolment, TrainingClass
from lectures.classes.operations import ClassFacts
from lectures.classes.rules import ClassForm
from lectures.tours.models import Lecture
from lectures.tours.operations import hold_lecture
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.factories import lectures
from tests.factories.lectures_orders import ADDRESSES


def training_class(organiser: Organisation, by: Account, title: str = "焊接小灶班", **facts: Any) -> TrainingClass:
    """A class of May 2026, open for enrolment all the month, 12 lessons."""
    given: dict[str, Any] = {"title": title, "form": ClassForm.BIG, "lessons": 12}
    given |= {"first_day": date(2026, 5, 1), "last_day": date(2026, 5, 31)}
    given |= {"enrols_from": date(2026, 5, 1), "enrols_to": date(2026, 5, 31)}
    with transaction():
        return operations.create_class(organiser, ClassFacts(**(given | facts)), ADDRESSES, by=by)


def meetings(made: TrainingClass, by: Account, *moments: datetime) -> list[Lecture]:
    """Meetings at these moments, all of them held by now."""
    listed = [lectures.lecture(made.tour, at=moment, minutes=90) for moment in moments]
    with transaction():
        for meeting in listed:
            hold_lecture(meeting, by=by)
    assert all(meeting.starts_at <= clock.now() for meeting in listed)
    return listed


def enrol(made: TrainingClass, persons: list[Person], by: Account) -> list[ClassEnrolment]:
    """Let these people in."""
    with transaction():
        enrolled = operations.enrol_persons(made, persons, by=by)
    session.commit()
    return enrolled
