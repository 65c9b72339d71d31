"""Merkle trees as in RFC 6962 (Certificate Transparency): one signed root proves every certificate of a batch.

Pure: no database, no clock. docs/signing.md says the same in words, so that anybody can compute it again.
"""

from collections.abc import Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"
"""What is hashed before a leaf and before a pair: so that no pair can be passed off as a leaf (RFC 6962, 2.1)."""


def leaf_of(number: str, version: int, file_sha256: str) -> bytes:
    """The leaf of a certificate: SHA-256 of 0x00 and `number LF version LF file_sha256` in UTF-8.

    `file_sha256` is the digest of the whole file as issued, 64 hexadecimal digits. Raises ValueError for anything that
    could be read in two ways.
    """
    digest = file_sha256.lower()
    if "\n" in number or not number or version < 1 or len(bytes.fromhex(digest)) != 32:
        raise ValueError(f"no leaf for certificate {number!r}, version {version}, file {file_sha256!r}")
    return sha256(LEAF + f"{number}\n{version}\n{digest}".encode()).digest()


class Tree:
    """All hashes over `leaves`, level by level, so that each of 140,000 proofs costs only its own length.

    Raises ValueError where there are no leaves.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not leaves:
            raise ValueError("a tree needs a leaf")
        self.levels = [list(leaves)]
        while len(self.levels[-1]) > 1:
            self.levels.append(_level_above(self.levels[-1]))

    @property
    def root(self) -> bytes:
        """The hash over all leaves; for a single leaf the leaf itself."""
        return self.levels[-1][0]

    def proof(self, index: int) -> list[bytes]:
        """The audit path of the leaf at `index`, from 0, the nearest hash first. Raises IndexError beyond the end."""
        if not 0 <= index < len(self.levels[0]):
            raise IndexError(index)
        path = []
        for level in self.levels[:-1]:
            if (index ^ 1) < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over `leaves` in their order. Raises ValueError where there are none."""
    return Tree(leaves).root


def proof_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf; for many leaves of the same tree ask a `Tree`."""
    return Tree(leaves).proof(index)


def root_from(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that `leaf` at `index` of a tree with `size` leaves leads to (RFC 9162, 2.1.3.2).

    It is proven when this is the published root. Raises ValueError where the proof has not the length that place needs.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path, node, last = iter(proof), leaf, size - 1
    try:
        while last:
            if index & 1:
                node = _pair(next(path), node)
            elif index < last:
                node = _pair(node, next(path))
            index, last = index >> 1, last >> 1
    except StopIteration as error:
        raise ValueError("the proof is too short") from error
    if next(path, None) is not None:
        raise ValueError("the proof is too long")
    return node


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """Pairs hashed; a last one without a partner goes up as it is."""
    above = [_pair(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return above + list(level[len(above) * 2 :])


def _pair(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()
