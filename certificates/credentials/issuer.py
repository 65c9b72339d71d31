"""Who issues: a did:web made of this installation's address, and the document that lists its keys.

https://w3c-ccg.github.io/did-method-web/. Pure: no database, no clock.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from certificates.signing.public_keys import public_jwk


def did_of(address: str) -> str:
    """`https://host/path` as `did:web:host:path`. `address`: of this installation, without a slash at the end."""
    parts = urlsplit(address)
    return ":".join(["did:web", quote(parts.netloc), *filter(None, parts.path.split("/"))])


def key_id(did: str, name: str) -> str:
    """How a signed credential names the key of that name (`kid`)."""
    return f"{did}#{name}"


def did_document(address: str, chains: Mapping[str, str]) -> dict[str, Any]:
    """All keys that signed here, retired ones too: what they signed stays valid. `chains`: PEM chains by key name."""
    did = did_of(address)
    methods = [
        {"id": key_id(did, name), "type": "JsonWebKey", "controller": did, "publicKeyJwk": public_jwk(chain)}
        for name, chain in chains.items()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
