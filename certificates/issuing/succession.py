"""What becomes true in the very moment a certificate is issued: its earlier version is superseded, its holder told."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, insert, literal, select

from certificates.issuing.models import Certificate, CertificateMessage
from certificates.issuing.rules import REISSUE_TITLES, CertificateState, MessageKind
from foundation import clock
from foundation.audit import Actor
from foundation.database import lock, session
from foundation.lifecycle import advance


def succeed(certificates: Sequence[Certificate], *, by: Actor) -> None:
    """Call this with certificates that were issued just now, in the transaction that issues them.

    A further version supersedes the one before it: until then that one stays valid, and nobody is without a paper. An
    earlier version that was suspended or revoked has cancelled the further one, so that it never gets here.
    """
    for certificate in certificates:
        if certificate.reissue_reason is not None:
            _supersede_earlier(certificate, by)
    session.flush()
    tell_holders(MessageKind.ISSUED, Certificate.id.in_([one.id for one in certificates]))


def tell_holders(kind: MessageKind, which: ColumnElement[bool]) -> None:
    """One message to the holder of each certificate for which `which` is true, in one statement, however many."""
    rows = select(Certificate.id, literal(kind.value), literal(clock.now(), CertificateMessage.at.type))
    held = rows.where(which, Certificate.holder_id.is_not(None))
    session.execute(insert(CertificateMessage).from_select(["certificate_id", "kind", "at"], held))


def _supersede_earlier(certificate: Certificate, by: Actor) -> None:
    assert certificate.reissue_reason is not None
    reason = f"{REISSUE_TITLES[certificate.reissue_reason]}，由第 {certificate.version} 版代替"
    same = (Certificate.number == certificate.number) & (Certificate.version < certificate.version)
    valid = select(Certificate).where(same, Certificate.state == CertificateState.ISSUED)
    for earlier in session.scalars(valid).all():
        advance(lock(earlier), "supersede_certificate", by=by, reason=reason)
        earlier.state_reason, earlier.state_at = reason, clock.now()
