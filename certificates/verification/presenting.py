"""What everybody may see of a certificate: what its paper must say, and what it is worth today. Nothing private."""

from dataclasses import dataclass
from typing import Any

from certificates.credentials.public_wording import public_paragraphs
from certificates.issuing.models import Certificate
from certificates.kinds import CertificateFacts, CertificateKind, all_kinds, facts_from_json
from certificates.kinds.wording import Paragraph, values_of
from certificates.validity.rules import Standing, standing
from certificates.verification.queries import newest_version
from foundation import clock


@dataclass(frozen=True)
class PublicPaper:
    """One version of a certificate as the public page shows it.

    `said` are the paragraphs of the paper, `labelled` the facts that its kind gives a label to, private ones masked.
    `newer` is the version that took its place, if there is one.
    """

    certificate: Certificate
    kind: CertificateKind
    facts: CertificateFacts
    title: str
    said: list[Paragraph]
    labelled: list[tuple[str, str]]
    standing: Standing
    newer: Certificate | None
    newer_standing: Standing | None


def public_paper(certificate: Certificate) -> PublicPaper:
    """Everything that may be shown of `certificate`."""
    kind = all_kinds()[certificate.kind]
    facts = facts_from_json(certificate.kind, certificate.facts)
    today = clock.today()
    newest = newest_version(certificate)
    newer = newest if newest.version > certificate.version else None
    labels = {label: name for name, label in kind.LABELS.items() if getattr(facts, name)}
    return PublicPaper(
        certificate=certificate,
        kind=kind,
        facts=facts,
        title=certificate.title,
        said=public_paragraphs(certificate.kind, facts, certificate.wording),
        labelled=list(values_of(facts, labels, kind.PRIVATE).items()),
        standing=standing(certificate, today),
        newer=newer,
        newer_standing=standing(newer, today) if newer else None,
    )


def paper_of(certificate: Certificate) -> dict[str, Any]:
    """For pages that show templates/certificates/verification/_paper.html."""
    shown = public_paper(certificate)
    return {"certificate": certificate, "kind": shown.kind, "shown": shown}
