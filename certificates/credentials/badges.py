"""The badge that travels inside each PDF: an Open Badges 3.0 AchievementCredential on W3C VC 2.0.

https://www.imsglobal.org/spec/ob/v3p0/. It says what the paper says and no more. The holder stands in it by name, as
printed. An identity number never does, not even hashed: with a salt that everybody can read, all numbers are tried in
seconds. Pure: no database, no clock; a printing process makes it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from certificates.credentials.issuer import did_of, key_id
from certificates.credentials.public_wording import public_paragraphs
from certificates.credentials.status_lists import VC_CONTEXT, status_entries
from certificates.kinds import CertificateFacts, all_kinds
from certificates.printing.content import Attached
from certificates.signing.document_signer import DocumentSigner
from foundation.clock import SHANGHAI

CONTEXT = [VC_CONTEXT, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
Wording = Mapping[str, Sequence[Sequence[str]]]


def badge_of(
    kind: str, facts: CertificateFacts, wording: Wording, *, place: tuple[int, int], valid_until: date | None
) -> dict[str, Any]:
    """The badge of one certificate. `facts` have their number and verification address; `place`: in the status lists.

    Its name is what the paper sets large, after the name of the kind; its description the text of the paper.
    """
    address = facts.verify_url.rpartition("/v/")[0]
    said = public_paragraphs(kind, facts, wording)
    name = "：".join([all_kinds()[kind].NAME, *(text for style, text in said if style == "emphasis")])
    badge = {
        "@context": CONTEXT,
        "id": facts.verify_url,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": name,
        "issuer": {"id": did_of(address), "type": ["Profile"], "name": "、".join(facts.issuers), "url": address},
        "validFrom": _moment(facts.issued_on, time.min),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity("name", facts.holder), _identity("identifier", facts.number)],
            "achievement": {
                "id": f"{facts.verify_url}#achievement",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": name,
                "description": "\n".join(text for _, text in said),
                "criteria": {"narrative": "由发证单位按证书正文所述颁发。"},
            },
        },
        "evidence": [{"id": facts.verify_url, "type": ["Evidence"], "name": "公开查验"}],
        "credentialStatus": status_entries(address, place),
    }
    return badge | ({"validUntil": _moment(valid_until, time(23, 59, 59))} if valid_until else {})


def claims_of(badge: Mapping[str, Any]) -> dict[str, Any]:
    """The badge as it is signed: the registered claims of a JWT beside its own members (Open Badges 3.0, 8.2.4)."""
    claims = {**badge, "iss": badge["issuer"]["id"], "jti": badge["id"], "nbf": _seconds(badge["validFrom"])}
    return claims | ({"exp": _seconds(badge["validUntil"])} if "validUntil" in badge else {})


def attachments(badge: Mapping[str, Any], signer: DocumentSigner) -> tuple[Attached, ...]:
    """The badge as two files of the PDF: to be read, and signed (VC-JWT) to be handed to other software.

    `signer`: the one that the batch is signed with; a printing process has it.
    """
    readable = json.dumps(badge, ensure_ascii=False, indent=1).encode()
    signed = signer.sign_json(claims_of(badge), kid=key_id(badge["issuer"]["id"], signer.name)).encode()
    return (
        Attached("credential.json", readable, "电子徽章（Open Badges 3.0）"),
        Attached("credential.jwt", signed, "电子徽章，已签名（VC-JWT）", "application/vc+jwt"),
    )


def _identity(kind: str, value: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _moment(day: date, at: time) -> str:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC).isoformat()


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
