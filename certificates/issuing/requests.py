"""What a batch is asked for with: one request a certificate."""

from dataclasses import dataclass

from certificates.kinds import CertificateFacts
from foundation.files import StoredFile
from people.organisations.models import Organisation
from people.persons.models import Person


@dataclass(frozen=True)
class CertificateRequest:
    """One certificate to be made. `source` is what it rests on, e.g. "placing:34": each source has one certificate.

    `facts` come without number and verification address (empty text): these are filled in when the batch is asked for.
    `holder` is None where the paper is for a team or a unit; then only officers can download it.
    `photo`: the holder's picture, for kinds whose paper shows it.
    """

    source: str
    holder: Person | None
    holder_name: str
    organisation: Organisation
    facts: CertificateFacts
    photo: StoredFile | None = None
