"""Reading certificates: who sees which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from certificates.issuing.models import BatchRoot, Certificate, CertificateBatch
from certificates.issuing.rules import REISSUE, CertificateState
from foundation.audit import AuditEntry
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.persons.models import Person


@dataclass(frozen=True)
class CertificateFilter:
    """What a list is narrowed to; `text` is the beginning of a number or a part of a name."""

    batch_id: int | None = None
    state: CertificateState | None = None
    organisation_id: int | None = None
    text: str = ""

    def apply(self, query: Select[Certificate]) -> Select[Certificate]:
        """The certificates of `query` that fit."""
        if self.batch_id is not None:
            query = query.where(Certificate.batch_id == self.batch_id)
        if self.state is not None:
            query = query.where(Certificate.state == self.state)
        if self.organisation_id is not None:
            query = query.where(Certificate.organisation_id == self.organisation_id)
        if self.text:
            number = Certificate.number.startswith(self.text.upper(), autoescape=True)
            query = query.where(or_(number, Certificate.holder_name.contains(self.text, autoescape=True)))
        return query


def certificates_visible_to(user: Account) -> Select[Certificate]:
    """Certificates of the units in one's care, of the batches made there, and one's own."""
    return select(Certificate).where(or_(_in_care_of(user), held_by(user)))


def unit_certificates_visible_to(user: Account) -> Select[Certificate]:
    """Certificates that an officer cares for; his own, won in another unit, are not among them."""
    return select(Certificate).where(_in_care_of(user)).options(joinedload(Certificate.organisation))


def revocable_certificates_visible_to(user: Account) -> Select[Certificate]:
    """Certificates that this officer may revoke: those of batches made in his part of the tree."""
    return select(Certificate).where(_from_batches_in(user.scope(Permission.CERTIFICATE_REVOKE)))


def batches_visible_to(user: Account) -> Select[CertificateBatch]:
    """Batches made in the part of the tree where one issues certificates."""
    return select(CertificateBatch).where(_batch_in(user.scope(Permission.CERTIFICATE_ISSUE)))


def batches_to_choose(user: Account) -> Sequence[CertificateBatch]:
    """Batches that an officer can narrow the list to, newest first; a reissue is a batch of one and not among them."""
    many = batches_visible_to(user).where(CertificateBatch.source.not_like(f"{REISSUE}%"))
    return session.scalars(many.order_by(CertificateBatch.id.desc())).all()


def organisations_with_certificates(user: Account) -> Sequence[Row[int, str]]:
    """Id and name of the units that an officer can narrow the list to."""
    units = unit_certificates_visible_to(user).with_only_columns(Certificate.organisation_id)
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(units)).order_by(Organisation.path)
    return session.execute(query).all()


def batch_by_organisation(batch: CertificateBatch) -> Sequence[Row[int, str, int, int]]:
    """For each unit in a batch: id, name, how many certificates, how many of them are issued."""
    issued = func.count().filter(Certificate.state == CertificateState.ISSUED).label("issued")
    query = (
        select(Organisation.id, Organisation.name, func.count().label("total"), issued)
        .join(Certificate, Certificate.organisation_id == Organisation.id)
        .where(Certificate.batch_id == batch.id)
        .group_by(Organisation.id, Organisation.name, Organisation.path)
        .order_by(Organisation.path)
    )
    return session.execute(query).all()


def roots_of(batch: CertificateBatch) -> Select[BatchRoot]:
    """The signed roots of a batch, the first one first."""
    return select(BatchRoot).where(BatchRoot.batch_id == batch.id).order_by(BatchRoot.number)


def history_of(certificate: Certificate) -> Sequence[AuditEntry]:
    """What was done to a certificate and to its batch, oldest first."""
    entries = select(AuditEntry).where(
        or_(
            _about(Certificate.__tablename__, certificate.id),
            _about(CertificateBatch.__tablename__, certificate.batch_id),
        )
    )
    return session.scalars(entries.order_by(AuditEntry.id)).all()


def _in_care_of(user: Account) -> ColumnElement[bool]:
    paths = user.scope(Permission.CERTIFICATE_ISSUE) + user.scope(Permission.CERTIFICATE_COLLECT)
    return or_(Certificate.organisation_id.in_(_units(paths)), _from_batches_in(paths))


def held_by(user: Account) -> ColumnElement[bool]:
    """Held by the person of this account, also under a record that was merged into theirs."""
    if user.person_id is None:
        return false()
    same = select(Person.id).where(or_(Person.id == user.person_id, Person.merged_into_id == user.person_id))
    return Certificate.holder_id.in_(same)


def _from_batches_in(paths: Sequence[str]) -> ColumnElement[bool]:
    return Certificate.batch_id.in_(select(CertificateBatch.id).where(_batch_in(paths)))


def _batch_in(paths: Sequence[str]) -> ColumnElement[bool]:
    return CertificateBatch.organisation_id.in_(_units(paths))


def _units(paths: Sequence[str]) -> Select[Any]:
    return ids_in(paths)


def _about(kind: str, record_id: int) -> ColumnElement[bool]:
    return and_(AuditEntry.subject_kind == kind, AuditEntry.subject_id == record_id)
