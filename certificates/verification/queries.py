"""What anybody may look up, by what they have in hand: a token, a number with a name, a file or its digest."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from certificates.credentials.status_lists import StatusPurpose
from certificates.issuing.models import BatchRoot, Certificate
from certificates.issuing.rules import PUBLIC_STATES, CertificateState
from foundation.database import session
from foundation.files import StoredFile
from people.persons.rules import normalise_name

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
DIGEST = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[A-Z0-9-]{1,40}")
"""What else is asked for is none of ours; PostgreSQL refuses to look for some of it."""

MARKED_STATES = {
    StatusPurpose.REVOCATION: (CertificateState.REVOKED, CertificateState.SUPERSEDED, CertificateState.CANCELLED),
    StatusPurpose.SUSPENSION: (CertificateState.SUSPENDED,),
}
"""Which states set a bit. A superseded version is revoked for good: its badge must not be taken for the new one."""


def certificate_by_token(token: str) -> Certificate | None:
    """The certificate whose QR code says `token`."""
    if not TOKEN.fullmatch(token):
        return None
    return session.scalars(_public().where(Certificate.token == token)).one_or_none()


def certificate_by_number_and_name(number: str, name: str) -> Certificate | None:
    """The newest version with this number, if `name` is its holder's. Which of the two is wrong is not told."""
    number = "".join(unicodedata.normalize("NFKC", number).split()).upper()  # full-width letters of a Chinese keyboard
    if not NUMBER.fullmatch(number):
        return None
    query = _public().where(Certificate.number == number).order_by(Certificate.version.desc())
    found = session.scalars(query.limit(1)).one_or_none()
    return found if found and normalise_name(name) in found.names_on_it else None


def certificate_by_digest(file_sha256: str) -> Certificate | None:
    """The certificate whose file has this SHA-256, in lower-case hexadecimal."""
    if not DIGEST.fullmatch(file_sha256):
        return None
    query = _public().join(StoredFile, Certificate.file_id == StoredFile.id)
    return session.scalars(query.where(StoredFile.sha256 == file_sha256).limit(1)).one_or_none()


def newest_version(certificate: Certificate) -> Certificate:
    """The newest issued version with the same number; mostly the certificate itself."""
    query = _public().where(Certificate.number == certificate.number).order_by(Certificate.version.desc())
    return session.scalars(query.limit(1)).one_or_none() or certificate


def status_list_exists(number: int) -> bool:
    """Whether a certificate has its place in that list."""
    return session.scalar(select(Certificate.id).where(Certificate.status_list == number).limit(1)) is not None


def marked_places(purpose: StatusPurpose, number: int) -> Sequence[int]:
    """The places of one list whose bits are set."""
    listed = (Certificate.status_list == number) & Certificate.state.in_(MARKED_STATES[purpose])
    return [place for place in session.scalars(select(Certificate.status_index).where(listed)) if place is not None]


def published_roots() -> Sequence[str]:
    """Every signed root (JWS), the oldest first."""
    return session.scalars(select(BatchRoot.signed).order_by(BatchRoot.id)).all()


def _public() -> Select[Certificate]:
    shown = (joinedload(Certificate.file), joinedload(Certificate.design_version), joinedload(Certificate.root))
    return select(Certificate).where(Certificate.state.in_(PUBLIC_STATES)).options(*shown)
