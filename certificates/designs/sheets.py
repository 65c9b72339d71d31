"""From what an officer chose to what a batch shares on paper: `DesignSettings` and facts become a `Sheet`."""

from sqlalchemy import select

from certificates.designs.rules import DesignSettings
from certificates.kinds import CertificateFacts, all_kinds
from certificates.kinds.wording import chinese_date
from certificates.printing.content import Issuer, Sheet, Signature
from foundation.database import session
from foundation.files import StoredFile


def sheet_of(kind_code: str, settings: DesignSettings, facts: CertificateFacts) -> Sheet:
    """What the papers of a batch have in common. Papers with the same issuers and day share it.

    Raises KeyError for an unknown kind or a picture that is no longer stored.
    """
    pictures = _pictures(settings.file_ids)
    seals = {seal.issuer: pictures[seal.file_id] for seal in settings.seals}
    return Sheet(
        template=all_kinds()[kind_code].TEMPLATE,
        title=settings.title,
        issuers=tuple(Issuer(name, seals.get(name, b""), sealed=settings.sealed) for name in facts.issuers),
        day=chinese_date(facts.issued_on),
        paper=settings.paper,
        direction=settings.direction,
        border=settings.border,
        logo=pictures[settings.logo] if settings.logo else b"",
        signatures=tuple(
            Signature(one.post, one.name, pictures[one.file_id] if one.file_id else b"") for one in settings.signatures
        ),
    )


def _pictures(file_ids: set[int]) -> dict[int, bytes]:
    """The pictures by the id of their stored file, in one query."""
    if not file_ids:
        return {}
    return {file.id: file.read() for file in session.scalars(select(StoredFile).where(StoredFile.id.in_(file_ids)))}
