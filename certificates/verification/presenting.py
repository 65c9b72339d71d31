"""What a page may show of a certificate: the facts that its kind gives a label to, and nothing else of them."""

from typing import Any

from certificates.issuing.models import Certificate
from certificates.kinds import all_kinds, facts_from_json


def paper_of(certificate: Certificate) -> dict[str, Any]:
    """For templates/certificates/verification/_paper.html: the certificate, its kind, its facts and those with labels."""
    kind = all_kinds()[certificate.kind]
    facts = facts_from_json(certificate.kind, certificate.facts)
    labelled = [(label, getattr(facts, name)) for name, label in kind.LABELS.items() if getattr(facts, name)]
    return {"certificate": certificate, "kind": kind, "facts": facts, "labelled": labelled}
