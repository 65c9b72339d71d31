"""Reading levels granted."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.bodies.models import AssessmentBody
from assessments.grants.models import Grant
from certificates.issuing.models import Certificate
from certificates.issuing.rules import VOID_STATES, CertificateState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


def grants_visible_to(user: Account) -> Select[Grant]:
    """The levels that the bodies in one's care granted, those of the workers of one's units, and one's own."""
    units = ids_in(user.scope(Permission.GRANT_READ))
    own: list[ColumnElement[bool]] = [Grant.person_id == user.person_id] if user.person_id else []
    return (
        select(Grant)
        .join(Grant.body)
        .where(or_(AssessmentBody.organisation_id.in_(units), Grant.employer_id.in_(units), *own))
        .options(joinedload(Grant.person))
    )


def grants_certified_by(user: Account) -> Select[Grant]:
    """The levels that this officer numbers and certifies."""
    units = ids_in(user.scope(Permission.GRANT_CERTIFY))
    return (
        select(Grant)
        .join(Grant.body)
        .where(AssessmentBody.organisation_id.in_(units))
        .options(joinedload(Grant.person))
    )


def grant_from(source: str) -> Grant | None:
    """What was granted on the strength of `source`, if anything was."""
    return session.scalars(select(Grant).where(Grant.source == source)).one_or_none()


def sources_in(batch: Batch) -> set[str]:
    """What the grants of a plan rest on, withdrawn ones too."""
    return set(session.scalars(select(Grant.source).where(Grant.batch_id == batch.id)))


def certificate_is_revoked(grant: Grant) -> bool:
    """Whether the grant's certificate was revoked, in whichever version, and none of its versions is in force."""
    query = select(Certificate.state).where(Certificate.number == grant.number)
    states = set(session.scalars(query)) if grant.number else set()
    return CertificateState.REVOKED in states and states <= VOID_STATES
