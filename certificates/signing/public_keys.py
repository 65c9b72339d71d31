"""The public side of keys in the forms that others' software reads. Pure: no database, no clock."""

import json
from collections.abc import Iterable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509.oid import NameOID
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from certificates.signing.authority import to_pem
from certificates.signing.document_signer import public_of


def public_jwk(chain: str) -> dict[str, Any]:
    """The key of a chain's first certificate (PEM) as a JSON Web Key. Raises ValueError for another than EC or RSA."""
    key = public_of(chain)
    told = ECAlgorithm.to_jwk(key) if isinstance(key, EllipticCurvePublicKey) else RSAAlgorithm.to_jwk(key)
    return dict(json.loads(told))


def roots_pem(chains: Iterable[str]) -> str:
    """The last certificate of each chain, each once: what a reader of PDF is told to trust."""
    return to_pem(*dict.fromkeys(certificates(chain)[-1] for chain in chains))


def certificates(chain: str) -> list[x509.Certificate]:
    """The certificates of a PEM chain, the key's own first."""
    return x509.load_pem_x509_certificates(chain.encode())


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate as people compare it: pairs of digits with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def name_in(subject: x509.Name) -> str:
    """A name in a certificate as people read it: the organisation, then what the certificate is called."""
    parts = [subject.get_attributes_for_oid(oid) for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)]
    return " · ".join(str(one.value) for part in parts for one in part)
