"""Reading scores and outcomes: officers of the body all of them, workers and their units once they were put up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch, BatchItem
from assessments.bodies.models import AssessmentBody
from assessments.results.models import Outcome, OutcomeObjection, PartScore
from assessments.results.rules import PUBLISHED, OutcomeState, ScoreState
from assessments.sittings.models import Seat, Sitting
from assessments.standards.rules import Part
from foundation.database import session, starts_with
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in
from people.persons.models import Person


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How far the scores of one part are: how many there must be, are entered, and are reviewed."""

    expected: int
    entered: int
    reviewed: int


def batches_scored_for(user: Account, permission: Permission) -> Select[Batch]:
    """The plans of the bodies where `user` has `permission`: to watch, to enter scores, or to review them."""
    return select(Batch).where(Batch.body_id.in_(_bodies(user, permission)))


def sittings_scored_by(user: Account) -> Select[Sitting]:
    """The sittings whose scores `user` enters."""
    batches = batches_scored_for(user, Permission.SCORE_ENTER).with_only_columns(Batch.id)
    return select(Sitting).where(Sitting.batch_id.in_(batches))


def scores_visible_to(user: Account) -> Select[PartScore]:
    """The scores that an officer or inspector of the body sees, reviewed or not; nobody else sees a bare score."""
    return _scores(user, Permission.SITTING_WATCH)


def scores_reviewed_by(user: Account) -> Select[PartScore]:
    """The scores that `user` reviews, returns and reopens."""
    return _scores(user, Permission.SCORE_REVIEW)


def outcomes_visible_to(user: Account) -> Select[Outcome]:
    """Every outcome for the body's officers; once put up also for the worker himself and the unit he belongs to."""
    units = ids_in(user.scope(Permission.APPLICATION_EDIT))
    concerned: list[ColumnElement[bool]] = [Application.organisation_id.in_(units)]
    if user.person_id:
        concerned.append(Application.person_id == user.person_id)
    return (
        _outcomes()
        .join(Application.batch)
        .where(
            or_(
                Batch.body_id.in_(_bodies(user, Permission.SITTING_WATCH)),
                and_(Outcome.state.in_(PUBLISHED), or_(*concerned)),
            )
        )
    )


def outcomes_reviewed_by(user: Account) -> Select[Outcome]:
    """The outcomes that `user` holds, releases, voids."""
    return _outcomes().join(Application.batch).where(Batch.body_id.in_(_bodies(user, Permission.SCORE_REVIEW)))


def outcomes_owned_by(user: Account) -> Select[Outcome]:
    """One's own outcomes, once they were put up."""
    own = Application.person_id == user.person_id if user.person_id else Application.id.is_(None)
    return _outcomes().where(own, Outcome.state.in_(PUBLISHED))


def scores_of(batch: Batch) -> Sequence[PartScore]:
    """The scores of a plan's accepted applications, by ticket number and part."""
    query = (
        select(PartScore)
        .join(PartScore.application)
        .where(Application.batch_id == batch.id, Application.state == ApplicationState.ACCEPTED)
        .options(joinedload(PartScore.application).joinedload(Application.person))
        .order_by(Application.ticket_number, PartScore.part)
    )
    return session.scalars(query).all()


def outcomes_of(batch: Batch) -> Sequence[Outcome]:
    """The outcomes of a plan, by ticket number."""
    query = _outcomes().where(Application.batch_id == batch.id).order_by(Application.ticket_number)
    return session.scalars(query).all()


def noticed_in(batch: Batch) -> Sequence[Outcome]:
    """The outcomes of a plan that are in public notice."""
    query = _outcomes().where(Application.batch_id == batch.id, Outcome.state == OutcomeState.NOTICED)
    return session.scalars(query).all()


def held_outcomes(batch: Batch) -> Sequence[Outcome]:
    """The outcomes of a plan as they are now, held until the end of the transaction, in order of record."""
    query = _outcomes().where(Application.batch_id == batch.id).order_by(Outcome.id).with_for_update(of=Outcome)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def scores_at(sitting: Sitting) -> dict[int, PartScore]:
    """What is stored of the sitting's part, by application, for those who sit there."""
    seated = select(Seat.application_id).where(Seat.sitting_id == sitting.id)
    query = select(PartScore).where(PartScore.part == sitting.part, PartScore.application_id.in_(seated))
    found = session.scalars(query.execution_options(populate_existing=True))
    return {score.application_id: score for score in found}


def examined_in(batch: Batch) -> Sequence[Application]:
    """The accepted applications of a plan, by ticket number: each has to get a score for each of its parts."""
    query = (
        select(Application)
        .where(Application.batch_id == batch.id, Application.state == ApplicationState.ACCEPTED)
        .options(joinedload(Application.person))
        .order_by(Application.ticket_number)
    )
    return session.scalars(query).all()


def score_progress(batch: Batch) -> dict[Part, PartProgress]:
    """How far each part of a plan is."""
    expected = Counter(Part(part) for application in examined_in(batch) for part in application.parts)
    scores = scores_of(batch)
    entered = Counter(score.part for score in scores if score.state is not ScoreState.RETURNED)
    reviewed = Counter(score.part for score in scores if score.state is ScoreState.REVIEWED)
    return {part: PartProgress(expected[part], entered[part], reviewed[part]) for part in Part if expected[part]}


def called(text: str) -> ColumnElement[bool]:
    """The candidates with this ticket number, or whose name begins so."""
    return or_(Application.ticket_number == text, Application.person.has(starts_with(Person.name, text)))


def outcome_states(batch: Batch) -> Counter[OutcomeState]:
    """How many outcomes of a plan are in each state."""
    states = select(Outcome.state).join(Outcome.application).where(Application.batch_id == batch.id)
    return Counter(session.scalars(states))


def standing_outcome(application_id: int) -> Outcome | None:
    """The outcome that rests on an application's scores, its own or of the resit they are carried over to."""
    query = (
        select(Outcome)
        .join(Outcome.application)
        .where(
            or_(Application.id == application_id, Application.resit_of_id == application_id),
            Outcome.state != OutcomeState.VOIDED,
        )
    )
    return session.scalars(query.order_by(Outcome.id.desc())).first()


def outcome_for(application: Application) -> Outcome | None:
    """What an application came to, if it was decided."""
    return session.scalars(select(Outcome).where(Outcome.application_id == application.id)).one_or_none()


def _scores(user: Account, permission: Permission) -> Select[PartScore]:
    return (
        select(PartScore)
        .join(PartScore.application)
        .join(Application.batch)
        .where(Batch.body_id.in_(_bodies(user, permission)))
        .options(
            joinedload(PartScore.application).joinedload(Application.person),
            joinedload(PartScore.application).joinedload(Application.item).joinedload(BatchItem.standard),
            joinedload(PartScore.sitting),
        )
    )


def _outcomes() -> Select[Outcome]:
    application = joinedload(Outcome.application)
    return (
        select(Outcome)
        .join(Outcome.application)
        .options(
            application.joinedload(Application.person),
            application.joinedload(Application.batch),
            application.joinedload(Application.organisation),
            application.joinedload(Application.item).joinedload(BatchItem.standard),
            joinedload(Outcome.notice),
            selectinload(Outcome.objections).joinedload(OutcomeObjection.objection),
        )
    )


def _bodies(user: Account, permission: Permission) -> Select[int]:
    units = ids_in(user.scope(permission))
    return select(AssessmentBody.id).where(AssessmentBody.organisation_id.in_(units))
