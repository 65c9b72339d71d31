"""The training record of a lecturer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import session
from foundation.errors import Refused
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerTraining
from lectures.lecturers.operations import refuse_left, refuse_without_pool
from lectures.lecturers.rules_terms import TrainingResult, reasons_against_training
from people.accounts.models import Account


@dataclass(frozen=True)
class TrainingFacts:
    """A training: what, on which day, how many hours (a tenth is the least), with what result."""

    title: str
    held_on: date
    hours: Decimal
    result: TrainingResult


def add_training(lecturer: Lecturer, facts: TrainingFacts, *, by: Account) -> LecturerTraining:
    """Write down a training. Raises `Refused` for a day to come, impossible hours, or the same training twice."""
    refuse_without_pool(lecturer, by)
    refuse_left(lecturer)
    if reasons := reasons_against_training(facts.held_on, facts.hours, clock.today()):
        raise Refused("培训没有登记。", reasons=reasons)
    same = select(LecturerTraining.id).where(
        LecturerTraining.lecturer_id == lecturer.id,
        LecturerTraining.title == facts.title,
        LecturerTraining.held_on == facts.held_on,
    )
    if session.scalar(same) is not None:
        raise Refused(f"{facts.held_on} 的“{facts.title}”已经登记过。", field="title")
    made = LecturerTraining(
        lecturer=lecturer, title=facts.title, held_on=facts.held_on, hours=facts.hours, result=facts.result
    )
    session.add(made)
    audit.record("add_training", made, by=by)
    return made


def remove_training(training: LecturerTraining, *, reason: str, by: Account) -> None:
    """Take out what was written down by mistake."""
    refuse_without_pool(training.lecturer, by)
    if not reason.strip():
        raise Refused("请写明为什么删除这条培训记录。", field="reason")
    audit.record("remove_training", training, by=by, reason=reason)
    session.delete(training)
