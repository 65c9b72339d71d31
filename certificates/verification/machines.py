"""What machines are answered and may fetch. docs/verification.md explains each field."""

import json
from typing import Any

from certificates.credentials.issuer import did_document, did_of
from certificates.credentials.status_lists import StatusPurpose, status_list_credential
from certificates.issuing.models import Certificate
from certificates.issuing.rooting import proof_of
from certificates.signing.public_keys import public_jwk
from certificates.signing.queries import known_keys
from certificates.validity.rules import Standing
from certificates.verification.presenting import public_paper
from certificates.verification.queries import marked_places, published_roots
from foundation import clock


def answer_of(certificate: Certificate) -> dict[str, Any]:
    """What a certificate says and is worth, as JSON values: what the page shows, nothing more."""
    shown = public_paper(certificate)
    return {
        "standing": shown.standing.value,
        "since": None if shown.standing is Standing.VALID else _since(certificate, shown.standing),
        "reason": certificate.state_reason,
        "number": certificate.number,
        "version": certificate.version,
        "newest_version": shown.newer.version if shown.newer else certificate.version,
        "kind": certificate.kind,
        "title": shown.title,
        "holder": certificate.holder_name,
        "text": [text for _, text in shown.said],
        "facts": dict(shown.labelled),
        "issuers": list(shown.facts.issuers),
        "issued_on": shown.facts.issued_on.isoformat(),
        "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
        "file_sha256": certificate.file.sha256 if certificate.file else None,
        "proof": json.loads(proof_of(certificate)) if certificate.root else None,
    }


def roots_file(address: str) -> dict[str, Any]:
    """All published roots with the keys that signed them: what the stand-alone script checks against."""
    keys = [public_jwk(key.chain) | {"kid": key.name, "use": "sig"} for key in known_keys()]
    return {"issuer": did_of(address), "keys": keys, "roots": list(published_roots())}


def keys_document(address: str) -> dict[str, Any]:
    """The document behind our did:web."""
    return did_document(address, {key.name: key.chain for key in known_keys()})


def status_list_of(address: str, purpose: StatusPurpose, number: int) -> dict[str, Any]:
    """The claims of a status list as it stands now."""
    return status_list_credential(address, purpose, number, marked_places(purpose, number), at=clock.now())


def _since(certificate: Certificate, standing: Standing) -> str:
    if standing is Standing.EXPIRED and certificate.valid_until:
        return certificate.valid_until.isoformat()
    return certificate.state_at.isoformat(timespec="seconds")
