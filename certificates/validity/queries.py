"""Reading how certificates stand: versions, proposals to revoke, messages to holders, what runs out."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload

from certificates.issuing.models import Certificate, CertificateBatch, CertificateMessage
from certificates.issuing.queries import batches_visible_to, held_by, unit_certificates_visible_to
from certificates.issuing.rules import CERTIFICATE_WORKFLOW, PUBLIC_STATES, CertificateState
from certificates.validity.models import Revocation, RevocationItem
from certificates.validity.rules import REMINDER_DAYS, RevocationState
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within

REVOCABLE = tuple(
    state for state in CertificateState if "revoke_certificate" in CERTIFICATE_WORKFLOW.actions(state)
)  # fmt: skip
PENDING = (CertificateState.NUMBERED, CertificateState.SEALED)


def reissuable_certificates_visible_to(user: Account) -> Select[Certificate]:
    """Certificates that this officer may reissue: those of batches made in his part of the tree."""
    batches = batches_visible_to(user).with_only_columns(CertificateBatch.id)
    return select(Certificate).where(Certificate.batch_id.in_(batches))


def versions_of(certificate: Certificate) -> Sequence[Certificate]:
    """Every version with this number, newest first, also those that were never issued."""
    versions = select(Certificate).where(Certificate.number == certificate.number)
    return session.scalars(versions.order_by(Certificate.version.desc())).all()


def public_versions_of(certificate: Certificate) -> Sequence[Certificate]:
    """The versions of which the public may know, newest first."""
    return [one for one in versions_of(certificate) if one.state in PUBLIC_STATES]


def pending_reissue(certificate: Certificate) -> Certificate | None:
    """The further version of this number that is being made."""
    further = select(Certificate).where(Certificate.number == certificate.number, Certificate.state.in_(PENDING))
    return session.scalars(further.where(Certificate.reissue_reason.is_not(None))).one_or_none()


def revocations_visible_to(user: Account) -> Select[Revocation]:
    """Proposals to revoke many, in the part of the tree where one revokes, newest first."""
    reach = within(user.scope(Permission.CERTIFICATE_REVOKE))
    people = (joinedload(Revocation.proposed_by), joinedload(Revocation.decided_by))
    query = select(Revocation).join(Revocation.organisation).where(reach)
    return query.options(*people).order_by(Revocation.id.desc())


def revocations_to_confirm(user: Account) -> Select[Revocation]:
    """Proposals of somebody else that this officer may confirm now."""
    return revocations_visible_to(user).where(
        Revocation.state == RevocationState.PROPOSED,
        Revocation.expires_at > clock.now(),
        Revocation.proposed_by_id != user.id,
    )


def named_in(revocation: Revocation) -> ColumnElement[bool]:
    """The certificates that the proposal named, whatever became of them."""
    items = select(RevocationItem.certificate_id).where(RevocationItem.revocation_id == revocation.id)
    return Certificate.id.in_(items)


def to_be_revoked(revocation: Revocation) -> ColumnElement[bool]:
    """What confirming would revoke: each named number, in whichever version it is in force or being made by now."""
    return Certificate.number.in_(select(Certificate.number).where(named_in(revocation))) & Certificate.state.in_(
        REVOCABLE
    )


def count_of(which: ColumnElement[bool]) -> int:
    """How many different certificates `which` finds; versions of one number count once."""
    return session.scalar(select(func.count(Certificate.number.distinct())).where(which)) or 0


def units_of(which: ColumnElement[bool]) -> Sequence[Row[str, int]]:
    """Name of each unit whose people hold the certificates, and how many."""
    query = select(Organisation.name, func.count(Certificate.number.distinct())).join(Certificate.organisation)
    return session.execute(query.where(which).group_by(Organisation.id).order_by(Organisation.path)).all()


def messages_of(user: Account) -> Select[CertificateMessage]:
    """What happened to one's own certificates, newest first."""
    own = select(CertificateMessage).join(CertificateMessage.certificate).where(held_by(user))
    return own.options(joinedload(CertificateMessage.certificate)).order_by(CertificateMessage.id.desc())


def unread_messages_of(user: Account) -> Sequence[CertificateMessage]:
    """The messages that the holder has not marked as read, newest first."""
    if user.person_id is None:
        return []
    return session.scalars(messages_of(user).where(CertificateMessage.read_at.is_(None)).limit(20)).all()


def expiring() -> ColumnElement[bool]:
    """Valid, but not for long: to be renewed."""
    today = clock.today()
    soon = Certificate.valid_until.between(today, today + timedelta(days=max(REMINDER_DAYS)))
    return (Certificate.state == CertificateState.ISSUED) & soon


def expiring_certificates_visible_to(user: Account) -> Select[Certificate]:
    """Certificates in one's care that are valid for 60 more days at most, first to expire first."""
    batch = joinedload(Certificate.batch).joinedload(CertificateBatch.organisation)
    soon = unit_certificates_visible_to(user).where(expiring()).options(batch)
    return soon.order_by(Certificate.valid_until, Certificate.id)


def expiring_of(user: Account) -> Sequence[Certificate]:
    """One's own certificates that run out soon, first to expire first."""
    if user.person_id is None:
        return []
    own = select(Certificate).where(held_by(user), expiring()).order_by(Certificate.valid_until)
    return session.scalars(own).all()
