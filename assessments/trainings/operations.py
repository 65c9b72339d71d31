"""Running training classes: opening one, who is in it, hours attended, finishing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.batches.models import Batch
from assessments.trainings.models import Enrolment, Training
from assessments.trainings.queries import enrolments_of
from assessments.trainings.rules import REQUIRED_SHARE, TrainingMode, TrainingState, attendance_faults, completes
from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person


@dataclass(frozen=True)
class TrainingFacts:
    """What is written down about a class."""

    title: str
    subject: str
    mode: TrainingMode
    begins: date
    ends: date
    hours: int
    required_share: int = REQUIRED_SHARE
    teacher: str = ""

    def values(self) -> dict[str, Any]:
        """Columns and their values."""
        return asdict(self)


def create_training(
    organisation: Organisation, facts: TrainingFacts, *, batch: Batch | None = None, by: Account
) -> Training:
    """Open a class. Raises `Refused` for days out of order, or a class of this title that begins on the same day."""
    if not by.may_at(Permission.GROWTH_EDIT, organisation.path):
        raise NotAllowed
    _check(facts, organisation.id, None)
    training = Training(organisation=organisation, batch=batch, **facts.values())
    session.add(training)
    audit.record("create_training", training, by=by)
    return training


def edit_training(
    training: Training, facts: TrainingFacts, *, batch: Batch | None, version: int | None = None, by: Account
) -> None:
    """Change what is written down, while the class goes on."""
    _require_running(training)
    training.expect_version(version)
    _check(facts, training.organisation_id, training.id)
    training.batch = batch
    for name, value in facts.values().items():
        setattr(training, name, value)
    audit.record("edit_training", training, by=by, changes=audit.pending_changes(training))


def enrol_persons(training: Training, persons: Sequence[Person], *, by: Account) -> list[Enrolment]:
    """Put persons into a class; those who are in it already stay as they are."""
    _require_running(training)
    present = {one.person_id for one in enrolments_of(training)}
    made = [Enrolment(training_id=training.id, person_id=person.id) for person in persons if person.id not in present]
    session.add_all(made)
    audit.record_all("enrol_person", made, by=by)
    return made


def remove_enrolment(enrolment: Enrolment, *, by: Account) -> None:
    """Take somebody out who was put into the class by mistake."""
    _require_running(enrolment.training)
    audit.record("remove_enrolment", enrolment, by=by)
    session.delete(enrolment)


def record_attendance(training: Training, attended: Mapping[int, int], *, by: Account) -> None:
    """Write down the hours attended, by enrolment id. Raises `Refused`, naming each, for impossible hours."""
    _require_running(training)
    known = {one.id: one for one in enrolments_of(training)}
    wrong = [
        f"{known[key].person.name}：{fault}"
        for key, hours in attended.items()
        if key in known
        for fault in attendance_faults(training.hours, hours)
    ]
    if wrong:
        raise Refused("出勤没有保存。", reasons=wrong)
    changed = {key: hours for key, hours in attended.items() if key in known and known[key].attended != hours}
    changes = [{"attended": (known[key].attended, hours)} for key, hours in changed.items()]
    for key, hours in changed.items():
        known[key].attended = hours
    audit.record_all("record_attendance", [known[key] for key in changed], by=by, changes=changes)


def finish_training(training: Training, *, by: Account) -> int:
    """End a class: who attended enough completes it. How many did. Raises `Refused` for a class with nobody in it."""
    lock(training)
    enrolled = enrolments_of(training)
    if not enrolled:
        raise Refused("培训班里还没有学员，不能结业。请先登记学员和出勤。")
    for one in enrolled:
        one.completed = completes(training.hours, one.attended, training.required_share)
    advance(training, "finish_training", by=by)
    return sum(bool(one.completed) for one in enrolled)


def reopen_training(training: Training, *, reason: str, by: Account) -> None:
    """Let a finished class be corrected."""
    advance(lock(training), "reopen_training", by=by, reason=reason)
    for one in enrolments_of(training):
        one.completed = None


def cancel_training(training: Training, *, reason: str, by: Account) -> None:
    """The class does not take place."""
    advance(lock(training), "cancel_training", by=by, reason=reason)


def _check(facts: TrainingFacts, organisation_id: int, own_id: int | None) -> None:
    if facts.ends < facts.begins:
        raise Refused("结束日期不能早于开始日期。", field="ends")
    same = select(Training.id).where(
        Training.organisation_id == organisation_id, Training.title == facts.title, Training.begins == facts.begins
    )
    if session.scalar(same.where(Training.id != (own_id or 0))) is not None:
        raise Refused("同一天开始的同名培训班已经有了。", field="title")


def _require_running(training: Training) -> None:
    if lock(training).state is not TrainingState.PLANNED:
        raise Refused("培训班已经结业或取消，不能再改。需要更正的，请先重新打开并写明原因。")
