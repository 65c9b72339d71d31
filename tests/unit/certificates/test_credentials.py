"""Badges and status lists, read by other people's software: openbadgeslib and PyJWT."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import jwt
import pytest
from openbadgeslib.ob3 import (
    OB3VerificationError,
    OB3Verifier,
    check_credential_status,
    decode_encoded_list,
    set_indices,
)

from certificates.credentials.badges import attachments, badge_of
from certificates.credentials.issuer import did_document, did_of, key_id
from certificates.credentials.status_lists import LIST_SIZE, StatusPurpose, place_of, status_list_credential
from certificates.designs.rules import default_settings, wording_of
from certificates.kinds import all_kinds, printed_values
from certificates.kinds.award import EXAMPLE
from certificates.signing.authority import certify, key_name, new_authority, new_key, to_pem
from certificates.signing.document_signer import DocumentSigner, SignerSpec
from certificates.signing.places import FileKey
from certificates.signing.public_keys import public_jwk
from certificates.signing.vault import to_der

ADDRESS = "https://jiangxin.example"
FACTS = replace(EXAMPLE, issued_on=date(2026, 5, 1), verify_url=f"{ADDRESS}/v/Zk3vQ9sT1nXw7RbD5hYc2A")
WORDING = {"number": [["number", "证书编号：YYJ-2026-000001"]], "body": [["text", "成绩优异"], ["emphasis", "一等奖"]]}
NOW = datetime.now(UTC)


def signer_of_a_new_key() -> DocumentSigner:
    key, authority = new_key(), new_authority("示例市总工会", NOW)
    chain = to_pem(certify(authority, key.public_key(), "示例市总工会", NOW), authority.certificate)
    return DocumentSigner(SignerSpec(key_name(key.public_key()), chain, FileKey(to_der(key))))


RETIRED, SIGNER = signer_of_a_new_key(), signer_of_a_new_key()


def test_places_are_unique_and_neighbours_lie_apart():
    places = {place_of(sequence) for sequence in range(2 * LIST_SIZE)}
    assert places == {(number, index) for number in (0, 1) for index in range(LIST_SIZE)}
    in_order = [place_of(sequence)[1] for sequence in range(100)]
    assert min(abs(one - next_) for one, next_ in pairwise(in_order)) > 1000
    with pytest.raises(ValueError, match="begin at 0"):
        place_of(-1)


def test_badge_says_what_the_paper_says_and_no_more():
    badge = badge_of("award", FACTS, WORDING, place=(0, 7), valid_until=date(2031, 4, 30))
    assert set(badge) == {
        "@context", "id", "type", "name", "issuer", "validFrom", "validUntil", "credentialSubject", "evidence",
        "credentialStatus",
    }  # fmt: skip
    assert (badge["name"], badge["issuer"]["name"]) == ("获奖证书：一等奖", "示例市总工会")
    assert (badge["validFrom"], badge["validUntil"]) == ("2026-04-30T16:00:00+00:00", "2031-04-30T15:59:59+00:00")
    subject = badge["credentialSubject"]
    assert subject["achievement"]["description"] == "成绩优异\n一等奖\n证书编号：YYJ-2026-000001"
    assert [one["identityHash"] for one in subject["identifier"]] == ["张示例", "YYJ-2026-000001"]
    assert [entry["statusListCredential"] for entry in badge["credentialStatus"]] == [
        f"{ADDRESS}/status/revocation/0",
        f"{ADDRESS}/status/suspension/0",
    ]


def test_badge_verifies_elsewhere_until_it_is_revoked_or_suspended():
    """Also after its key was rotated: our did:web lists retired keys beside the one in use."""
    badge = badge_of("award", FACTS, WORDING, place=(0, 7), valid_until=None)
    readable, signed = attachments(badge, RETIRED)
    assert json.loads(readable.content) == badge
    token, verifier = signed.content.decode(), OB3Verifier.for_issuer_did(did_of(ADDRESS), download=published())
    assert verifier.verify(token).achievement.name == "获奖证书：一等奖"
    key = jwt.PyJWK(public_jwk(RETIRED.spec.chain), "ES256")
    assert jwt.decode(token, key, algorithms=["ES256"])["iss"] == did_of(ADDRESS) == "did:web:jiangxin.example"
    check_credential_status(verifier.verify(token), published(), verify_list=True)
    for purpose in StatusPurpose:
        with pytest.raises(OB3VerificationError, match=f"'{purpose.value}' is set at index 7"):
            check_credential_status(verifier.verify(token), published({purpose: [7]}), verify_list=True)
    head, _, signature = token.split(".")
    with pytest.raises(OB3VerificationError, match="Invalid signature"):
        verifier.verify(f"{head}.{SIGNER.sign_json({**badge, 'name': '特等奖'}).split('.')[1]}.{signature}")


def test_status_list_is_read_back_bit_by_bit():
    indices = {0, 7, 8, 65_000, LIST_SIZE - 1}
    claims = status_list_credential(ADDRESS, StatusPurpose.SUSPENSION, 3, indices, at=datetime(2026, 5, 1, tzinfo=UTC))
    bits = decode_encoded_list(claims["credentialSubject"]["encodedList"])
    assert (set(set_indices(bits)), len(bits)) == (indices, LIST_SIZE // 8)
    assert (claims["id"], claims["credentialSubject"]["statusPurpose"]) == (
        f"{ADDRESS}/status/suspension/3",
        "suspension",
    )


def published(marked: dict[StatusPurpose, list[int]] | None = None) -> Callable[[str], bytes]:
    """What anybody may fetch here: our keys, and the lists with the bits in `marked` set."""

    def fetch(address: str) -> bytes:
        if address == f"{ADDRESS}/.well-known/did.json":
            return json.dumps(did_document(ADDRESS, {one.name: one.spec.chain for one in (SIGNER, RETIRED)})).encode()
        purpose = StatusPurpose(address.split("/")[-2])
        claims = status_list_credential(ADDRESS, purpose, 0, (marked or {}).get(purpose, []), at=NOW)
        return SIGNER.sign_json(claims, kid=key_id(did_of(ADDRESS), SIGNER.name)).encode()

    return fetch


@pytest.mark.parametrize("code", sorted(all_kinds()))
def test_badge_of_each_kind_keeps_private_facts_to_the_paper(code: str):
    """In the wording as it is printed they stand in full."""
    kind = all_kinds()[code]
    example: Any = kind.EXAMPLE
    facts = replace(example, verify_url=FACTS.verify_url)
    wording = wording_of(code, default_settings(code), facts)
    badge = str(badge_of(code, facts, wording, place=(0, 7), valid_until=None))
    private = {printed_values(code, facts)[field] for field, name in kind.FIELDS.items() if name in kind.PRIVATE}
    assert facts.holder in badge and facts.number in badge
    assert [value for value in private - {""} if value in badge] == []
