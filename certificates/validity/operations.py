"""What becomes of a certificate after it is issued: suspended, restored, revoked; and what its holder has read."""

from collections.abc import Sequence

from sqlalchemy import select, update

from certificates.issuing.models import Certificate, CertificateMessage
from certificates.issuing.rules import MessageKind
from certificates.issuing.succession import tell_holders
from certificates.validity.queries import PENDING, REVOCABLE, messages_of
from foundation import clock
from foundation.database import session
from foundation.lifecycle import advance
from people.accounts.models import Account

LONGEST_REASON = 500


def suspend_certificate(certificate: Certificate, *, reason: str, by: Account) -> None:
    """Say before everybody that a certificate must not be relied on for now. A further version in the making is
    cancelled: it would be valid again without anybody having decided so."""
    versions = held_versions(certificate)
    _change(certificate, "suspend_certificate", reason, by)
    for other in versions:
        if other.state in PENDING:
            _change(other, "cancel_reissue", f"证书暂停使用：{reason.strip()}", by)
    _tell(MessageKind.SUSPENDED, certificate)


def restore_certificate(certificate: Certificate, *, reason: str, by: Account) -> None:
    """Make a suspended certificate valid again."""
    held_versions(certificate)
    _change(certificate, "restore_certificate", reason, by)
    _tell(MessageKind.RESTORED, certificate)


def revoke_certificate(certificate: Certificate, *, reason: str, by: Account) -> None:
    """Say before everybody that a certificate is no longer valid, in whichever version. Its number is never used again.

    Raises `Refused` if this very version cannot be revoked any more.
    """
    versions = held_versions(certificate)
    _change(certificate, "revoke_certificate", reason, by)
    for other in versions:
        if other.state in REVOCABLE:
            _change(other, "revoke_certificate", reason, by)
    if any(one.issued_at for one in versions):
        _tell(MessageKind.REVOKED, certificate)


def read_certificate_messages(user: Account) -> None:
    """The holder has seen what happened to his certificates."""
    unread = messages_of(user).where(CertificateMessage.read_at.is_(None)).with_only_columns(CertificateMessage.id)
    seen = update(CertificateMessage).where(CertificateMessage.id.in_(unread.order_by(None)))
    session.execute(seen.values(read_at=clock.now()).execution_options(synchronize_session=False))


def held_versions(certificate: Certificate) -> Sequence[Certificate]:
    """All versions of this number as they are now, newest first, held against other writers.

    The newest is taken first, as issuing does, so that two of them never wait for each other.
    """
    query = select(Certificate).where(Certificate.number == certificate.number).order_by(Certificate.version.desc())
    return session.scalars(query.with_for_update(of=Certificate).execution_options(populate_existing=True)).all()


def _change(certificate: Certificate, action: str, reason: str, by: Account) -> None:
    reason = reason.strip()[:LONGEST_REASON]
    advance(certificate, action, by=by, reason=reason)
    certificate.state_reason, certificate.state_at = reason, clock.now()


def _tell(kind: MessageKind, certificate: Certificate) -> None:
    session.flush()
    tell_holders(kind, Certificate.id == certificate.id)
