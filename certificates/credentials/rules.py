"""Places in the published status lists (W3C Bitstring Status List v1.0, https://www.w3.org/TR/vc-bitstring-status-list/)."""

from enum import StrEnum
from hashlib import sha256

LIST_SIZE = 131_072
"""Entries of a list: the least that the standard allows (16 KiB of bits), so that nobody stands out in a short list."""


class StatusPurpose(StrEnum):
    """What a list's set bits say. A place number holds in both lists of the same number."""

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
