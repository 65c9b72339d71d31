"""Badges and status lists, read by other people's software: openbadgeslib and PyJWT."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, decode_encoded_list, set_indices

from certificates.credentials.badges import attachments, badge_of
from certificates.credentials.issuer import did_of
from certificates.credentials.status_lists import LIST_SIZE, StatusPurpose, place_of, status_list_credential
from certificates.kinds.award import EXAMPLE

ADDRESS = "https://jiangxin.example"
FACTS = replace(EXAMPLE, issued_on=date(2026, 5, 1), verify_url=f"{ADDRESS}/v/Zk3vQ9sT1nXw7RbD5hYc2A")
WORDING = {"number": [["number", "证书编号：YYJ-2026-000001"]], "body": [["text", "成绩优异"], ["emphasis", "一等奖"]]}
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

sign: Callable[[dict[str, Any]], str] = partial(jwt.encode, key=KEY, algorithm="ES256")


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
    badge = badge_of("award", FACTS, WORDING, place=(0, 7), valid_until=None)
    readable, signed = attachments(badge, sign)
    assert json.loads(readable.content) == badge
    token, verifier = signed.content.decode(), OB3Verifier(PUBLIC)
    assert jwt.decode(token, PUBLIC, algorithms=["ES256"])["iss"] == did_of(ADDRESS) == "did:web:jiangxin.example"
    assert verifier.verify(token, check_status=True, download=published()).achievement.name == "获奖证书：一等奖"
    for purpose in StatusPurpose:
        with pytest.raises(OB3VerificationError, match=r"revoked|suspended"):
            verifier.verify(token, check_status=True, download=published({purpose: [7]}))
    head, _, signature = token.split(".")
    with pytest.raises(OB3VerificationError, match="Invalid signature"):
        verifier.verify(f"{head}.{sign({**badge, 'name': '特等奖'}).split('.')[1]}.{signature}")


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
    """The lists as they would be fetched, with the bits in `marked` set."""

    def fetch(address: str) -> bytes:
        purpose = StatusPurpose(address.split("/")[-2])
        marks = (marked or {}).get(purpose, [])
        return sign(status_list_credential(ADDRESS, purpose, 0, marks, at=datetime.now(UTC))).encode()

    return fetch
