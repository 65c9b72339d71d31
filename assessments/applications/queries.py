"""Reading applications: who may see which, and what the rules need to know of a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from assessments.applications.models import Application, Evidence
from assessments.applications.rules import FILLING_IN, TAKING_A_PLACE, ApplicationState
from assessments.batches.models import Batch, BatchItem
from assessments.batches.queries import batches_taking_applications, batches_visible_to
from assessments.batches.rules import BatchState
from assessments.bodies.models import AssessmentBody
from assessments.bodies.rules import BodyKind
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from foundation.audit import AuditEntry
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.organisations.rules import lineage
from people.persons.models import SkillLevel
from people.persons.queries import named_like
from people.persons.rules import Level


def applications_visible_to(user: Account) -> Select[Application]:
    """The applications to the bodies in one's care, those of the workers of one's units, and one's own."""
    bodies = [*user.scope(Permission.BODY_READ), *user.scope(Permission.APPLICATION_REVIEW)]
    return select(Application).where(
        or_(_to_bodies(bodies), _of_units(user.scope(Permission.APPLICATION_EDIT)), own(user))
    )


def applications_edited_by(user: Account) -> Select[Application]:
    """The applications that `user` fills in and submits: of his units' workers, to the body that he runs, his own."""
    mine = own(user) if user.may(Permission.APPLICATION_MAKE) else false()
    return select(Application).where(
        or_(_to_bodies(user.scope(Permission.BATCH_PLAN)), _of_units(user.scope(Permission.APPLICATION_EDIT)), mine)
    )


def applications_reviewed_by(user: Account) -> Select[Application]:
    """The applications to the bodies that `user` reviews for."""
    return select(Application).where(_to_bodies(user.scope(Permission.APPLICATION_REVIEW)))


def own(user: Account) -> ColumnElement[bool]:
    """The applications of `user` himself."""
    return Application.person_id == user.person_id if user.person_id else false()


def with_names(query: Select[Application]) -> Select[Application]:
    """`query`, fetching in few statements all that a list of applications shows."""
    return query.options(
        joinedload(Application.batch),
        joinedload(Application.item),
        joinedload(Application.person),
        joinedload(Application.organisation),
    )


def with_details(query: Select[Application]) -> Select[Application]:
    """`query`, fetching all that the page of one application shows."""
    return with_names(query).options(
        joinedload(Application.item).joinedload(BatchItem.standard),
        joinedload(Application.photo),
        joinedload(Application.resit_of),
        selectinload(Application.evidence).joinedload(Evidence.file),
    )


@dataclass(frozen=True)
class ApplicationFilter:
    """What a list of applications is narrowed to; nothing given: everything."""

    batch_id: int | None = None
    state: ApplicationState | None = None
    organisation: str = ""
    text: str = ""

    def apply(self, query: Select[Application]) -> Select[Application]:
        """`query`, narrowed."""
        if self.batch_id:
            query = query.where(Application.batch_id == self.batch_id)
        if self.state:
            query = query.where(Application.state == self.state)
        if self.organisation:
            named = select(Organisation.id).where(Organisation.name.contains(self.organisation, autoescape=True))
            query = query.where(Application.organisation_id.in_(named))
        if self.text:
            called = Application.person.has(named_like(self.text))
            query = query.where(or_(called, Application.ticket_number == self.text))
        return query


def batches_applied_to(user: Account) -> Select[Batch]:
    """The plans that `user` sees applications to, newest first: what a list can be narrowed to."""
    seen = applications_visible_to(user).with_only_columns(Application.batch_id)
    return select(Batch).where(Batch.id.in_(seen)).order_by(Batch.id.desc())


def items_offered_to(user: Account) -> Select[BatchItem]:
    """What published plans examine, of the bodies that `user` works with, his own units' and the social ones."""
    own_path = user.person.organisation_path if user.person else None
    above = lineage(own_path) if own_path else []
    social = AssessmentBody.kind == BodyKind.SOCIAL
    known = batches_visible_to(user).with_only_columns(Batch.id).order_by(None)
    return (
        select(BatchItem)
        .join(BatchItem.batch)
        .join(Batch.body)
        .join(AssessmentBody.organisation)
        .where(Batch.state != BatchState.DRAFT, or_(social, Organisation.id.in_(above), Batch.id.in_(known)))
        .options(joinedload(BatchItem.standard))
    )


def open_items(paths: Collection[str], day: date) -> Sequence[BatchItem]:
    """What workers of the units at `paths` can apply for on `day`, plan by plan."""
    taking = batches_taking_applications(day, paths).with_only_columns(Batch.id).order_by(None)
    query = (
        select(BatchItem)
        .join(BatchItem.batch)
        .where(BatchItem.batch_id.in_(taking))
        .options(contains_eager(BatchItem.batch), joinedload(BatchItem.standard))
        .order_by(Batch.apply_to, Batch.id, BatchItem.occupation_code, BatchItem.trade, BatchItem.level.desc())
    )
    return session.scalars(query).all()


def places_taken(item_ids: Collection[int]) -> dict[int, int]:
    """How many places of these items are taken, by item."""
    query = (
        select(Application.item_id, func.count())
        .where(Application.item_id.in_(item_ids), Application.state.in_(TAKING_A_PLACE))
        .group_by(Application.item_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def levels_held(occupation_code: str, trade: str, person_ids: Collection[int]) -> dict[int, set[Level]]:
    """The levels that these persons hold, or have been granted, in an occupation and trade; none: absent."""
    ids = list(person_ids)
    known = select(SkillLevel.person_id, SkillLevel.level).where(
        SkillLevel.person_id.in_(ids), SkillLevel.occupation_code == occupation_code
    )
    granted = select(Grant.person_id, Grant.level).where(
        Grant.person_id.in_(ids),
        Grant.occupation_code == occupation_code,
        Grant.trade == trade,
        Grant.state != GrantState.WITHDRAWN,
    )
    held: dict[int, set[Level]] = {}
    for person_id, level in (*session.execute(known), *session.execute(granted)):
        held.setdefault(person_id, set()).add(level)
    return held


def resit_taken(application: Application) -> bool:
    """Whether a resit of this application stands or was taken."""
    query = select(Application.id).where(Application.resit_of_id == application.id, Application.active.is_(True))
    return session.scalars(query.limit(1)).first() is not None


def filled_in_by(application: Application) -> set[int]:
    """Everybody who began it, changed what it says or handed it in, at whatever time."""
    query = select(AuditEntry.actor_id).where(
        AuditEntry.subject_kind == Application.__tablename__,
        AuditEntry.subject_id == application.id,
        AuditEntry.action.in_(FILLING_IN),
    )
    return {one for one in session.scalars(query) if one is not None}


def history_of(application: Application) -> Sequence[AuditEntry]:
    """What was done to an application, newest first."""
    query = select(AuditEntry).where(
        AuditEntry.subject_kind == Application.__tablename__, AuditEntry.subject_id == application.id
    )
    return session.scalars(query.order_by(AuditEntry.id.desc())).all()


def _to_bodies(paths: Collection[str]) -> ColumnElement[bool]:
    batches = select(Batch.id).join(Batch.body).join(AssessmentBody.organisation).where(within(paths))
    return Application.batch_id.in_(batches)


def _of_units(paths: Collection[str]) -> ColumnElement[bool]:
    return Application.organisation_id.in_(ids_in(paths))
