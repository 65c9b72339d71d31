"""What a worker process does that has neither application nor ENCRYPTION_KEY; imports only what it needs there."""

from certificates.signing.document_signer import SignerSpec, open_signer
from foundation import secrets


def sign_in_a_worker(spec: SignerSpec, pdf: bytes) -> bytes:
    """`pdf`, signed with nothing but the spec."""
    assert not secrets._keys
    return open_signer(spec).sign(pdf)
