"""Reading training classes: those of the organisations in one's care, and one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.trainings.models import Enrolment, Training
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person


@dataclass(frozen=True)
class Attendance:
    """How many are in a class, and how many of them completed it."""

    enrolled: int
    completed: int


def trainings_visible_to(user: Account) -> Select[Training]:
    """The classes of the organisations where `user` follows people's growth, and those that he is in himself."""
    own: list[ColumnElement[bool]] = []
    if user.person_id:
        own.append(Training.id.in_(select(Enrolment.training_id).where(Enrolment.person_id == user.person_id)))
    return select(Training).where(or_(Training.organisation_id.in_(_units(user, Permission.GROWTH_READ)), *own))


def trainings_for(batch: Batch, user: Account) -> Sequence[Training]:
    """The classes that prepare for a plan, as far as `user` may see them, by their beginning."""
    query = trainings_visible_to(user).where(Training.batch_id == batch.id).order_by(Training.begins, Training.id)
    return session.scalars(query).unique().all()


def trainings_edited_by(user: Account) -> Select[Training]:
    """The classes that `user` runs."""
    return select(Training).where(Training.organisation_id.in_(_units(user, Permission.GROWTH_EDIT)))


def enrolments_of(training: Training) -> Sequence[Enrolment]:
    """Who is in a class, in the order of enrolment."""
    query = select(Enrolment).where(Enrolment.training_id == training.id).order_by(Enrolment.id)
    return session.scalars(query.options(joinedload(Enrolment.person).joinedload(Person.employer))).all()


def attendance_of(training_ids: Sequence[int]) -> dict[int, Attendance]:
    """How many are in each of these classes."""
    completed = func.count().filter(Enrolment.completed.is_(True))
    query = (
        select(Enrolment.training_id, func.count(), completed)
        .where(Enrolment.training_id.in_(training_ids))
        .group_by(Enrolment.training_id)
    )
    return {row[0]: Attendance(row[1], row[2]) for row in session.execute(query)}


def _units(user: Account, permission: Permission) -> Select[int]:
    return ids_in(user.scope(permission))
