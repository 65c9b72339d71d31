"""The three ways by which anybody may look a certificate up."""

from hashlib import sha256

from sqlalchemy import Select, select

from certificates.issuing.models import Certificate
from certificates.issuing.rules import PUBLIC_STATES
from foundation.database import session
from foundation.files import StoredFile
from people.persons.rules import normalise_name


def certificate_by_token(token: str) -> Certificate | None:
    """The certificate whose QR code says `token`."""
    return session.scalars(_public().where(Certificate.token == token)).one_or_none()


def certificate_by_number_and_name(number: str, name: str) -> Certificate | None:
    """The newest version with this number, if `name` is its holder's. Which of the two is wrong is not told."""
    query = _public().where(Certificate.number == number.strip().upper()).order_by(Certificate.version.desc())
    found = session.scalars(query.limit(1)).one_or_none()
    return found if found and normalise_name(name) in _names_on(found) else None


def certificate_by_file(content: bytes) -> Certificate | None:
    """The certificate that was issued as just these bytes."""
    query = _public().join(StoredFile, Certificate.file_id == StoredFile.id)
    return session.scalars(query.where(StoredFile.sha256 == sha256(content).hexdigest()).limit(1)).one_or_none()


def _public() -> Select[Certificate]:
    return select(Certificate).where(Certificate.state.in_(PUBLIC_STATES))


def _names_on(certificate: Certificate) -> set[str]:
    """The holder as printed; of a team's certificate also each member."""
    return {certificate.holder_name, *certificate.facts.get("holders", ())}
