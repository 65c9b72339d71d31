"""The published status lists: which certificates are revoked, which are suspended.

W3C Bitstring Status List v1.0 (https://www.w3.org/TR/vc-bitstring-status-list/). Pure: no database, no clock.
"""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from certificates.credentials.issuer import did_of

LIST_SIZE = 131_072
"""Entries of a list: the least that the standard allows (16 KiB of bits), so that nobody stands out in a short list."""

FRESH_FOR = timedelta(days=1)
"""How long a fetched list may be relied upon: after that an old copy no longer hides a revocation."""

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"


class StatusPurpose(StrEnum):
    """What a list's set bits say. A certificate has the same place in both lists of a number."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


def place_of(sequence: int) -> tuple[int, int]:
    """The list and the index in it of the `sequence`-th certificate (from 0 or 1), one place for each.

    Neighbours in a batch lie far apart, so that a place does not show the order of issuing: an odd factor and an
    offset, both the list's own, permute its places. Raises ValueError below 0.
    """
    if sequence < 0:
        raise ValueError("sequences begin at 0")
    number, position = divmod(sequence, LIST_SIZE)
    seed = sha256(f"status list {number}".encode()).digest()
    factor, offset = int.from_bytes(seed[:4]) | 1, int.from_bytes(seed[4:8])
    return number, (factor * position + offset) % LIST_SIZE


def list_address(address: str, purpose: StatusPurpose, number: int) -> str:
    """Where a list is published. `address`: of this installation, without a slash at the end."""
    return f"{address}/status/{purpose.value}/{number}"


def status_entries(address: str, place: tuple[int, int]) -> list[dict[str, str]]:
    """What a credential says about where its status is published (`credentialStatus`)."""
    number, index = place
    lists = [(purpose, list_address(address, purpose, number)) for purpose in StatusPurpose]
    return [
        {
            "id": f"{published}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose.value,
            "statusListIndex": str(index),
            "statusListCredential": published,
        }
        for purpose, published in lists
    ]


def encoded_list(indices: Iterable[int]) -> str:
    """The list with the bits at `indices` set: the first bit is the highest of the first byte; zipped, multibase."""
    bits = bytearray(LIST_SIZE // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def status_list_credential(
    address: str, purpose: StatusPurpose, number: int, indices: Iterable[int], *, at: datetime
) -> dict[str, Any]:
    """The claims of a published list as they are signed (VC-JWT). `at`: when it was true."""
    at, published = at.astimezone(UTC).replace(microsecond=0), list_address(address, purpose, number)
    return {
        "@context": [VC_CONTEXT],
        "id": published,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(address),
        "validFrom": at.isoformat(),
        "validUntil": (at + FRESH_FOR).isoformat(),
        "credentialSubject": {
            "id": f"{published}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "encodedList": encoded_list(indices),
        },
        "iss": did_of(address),
        "jti": published,
        "nbf": int(at.timestamp()),
        "exp": int((at + FRESH_FOR).timestamp()),
    }
