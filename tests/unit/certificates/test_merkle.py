"""The Merkle tree against the definition of RFC 6962, written down a second time, and its proofs against changes."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.signing.merkle import leaf_of, proof_of, root_from, root_of

leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70, unique=True)


def defined_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1: split at the largest power of two below the size."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + defined_root(hashes[:split]) + defined_root(hashes[split:])).digest()


@given(leaves)
def test_root_is_the_one_that_the_standard_defines(hashes: list[bytes]):
    assert root_of(hashes) == defined_root(hashes)


def test_root_of_known_leaves():
    """The vectors of the RFC's reference implementation: the empty leaf, and the first three of its eight."""
    inputs = [b"", b"\x00", b"\x10"]
    hashes = [sha256(b"\x00" + data).digest() for data in inputs]
    assert root_of(hashes[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(hashes[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root_of(hashes).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"


@given(leaves, st.data())
def test_proof_leads_to_the_root_and_no_other_leaf_or_place_does(hashes: list[bytes], data: st.DataObject):
    index = data.draw(st.integers(0, len(hashes) - 1))
    other = data.draw(st.integers(0, len(hashes) - 1))
    proof, root = proof_of(hashes, index), root_of(hashes)
    assert root_from(hashes[index], index, len(hashes), proof) == root
    assert len(proof) <= (len(hashes) - 1).bit_length()
    if other != index:
        assert _outcome(hashes[other], index, len(hashes), proof) != root
        assert _outcome(hashes[index], other, len(hashes), proof) != root
    for place in range(len(proof)):
        changed = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert root_from(hashes[index], index, len(hashes), changed) != root


@given(leaves)
def test_proof_of_the_wrong_length_is_refused(hashes: list[bytes]):
    proof = proof_of(hashes, 0)
    with pytest.raises(ValueError, match="too long"):
        root_from(hashes[0], 0, len(hashes), [*proof, bytes(32)])
    if proof:
        with pytest.raises(ValueError, match="too short"):
            root_from(hashes[0], 0, len(hashes), proof[:-1])
    with pytest.raises(ValueError, match="no leaf"):
        root_from(hashes[0], len(hashes), len(hashes), proof)


def test_leaf_is_number_version_and_digest():
    digest = "ab" * 32
    assert leaf_of("YYJ-2026-000001", 1, digest.upper()) == sha256(f"\0YYJ-2026-000001\n1\n{digest}".encode()).digest()
    for number, version, file in [
        ("", 1, digest),
        ("A\n1", 1, digest),
        ("A", 0, digest),
        ("A", 1, "ab"),
        ("A", 1, "no"),
    ]:
        with pytest.raises(ValueError, match=r"no leaf|fromhex"):
            leaf_of(number, version, file)
    for broken in (lambda: root_of([]), lambda: proof_of([bytes(32)], 1)):
        with pytest.raises((ValueError, IndexError)):
            broken()


def _outcome(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    try:
        return root_from(leaf, index, size, proof)
    except ValueError:
        return None
