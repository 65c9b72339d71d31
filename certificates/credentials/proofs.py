"""The proof file: what a holder keeps beside the PDF, so that it can be checked when this server is gone.

docs/verification.md explains its fields; static/verify_certificate.py checks it. Pure: no database, no clock.
"""

import json
from typing import Any

from certificates.signing.merkle import Tree

PROOF_FORMAT = "jiangxin-proof-1"


def proof_file(number: str, version: int, file_sha256: str, *, leaf: int, tree: Tree, signed_root: str) -> bytes:
    """The proof that a file lies under a published root, as JSON. `leaf`: its place in `tree`; `signed_root`: the JWS.

    Holds no name and no identity number. Raises IndexError for a leaf beyond the tree.
    """
    proof: dict[str, Any] = {
        "format": PROOF_FORMAT,
        "number": number,
        "version": version,
        "file_sha256": file_sha256,
        "leaf": leaf,
        "size": len(tree.levels[0]),
        "path": [node.hex() for node in tree.proof(leaf)],
        "root": tree.root.hex(),
        "signed_root": signed_root,
    }
    return json.dumps(proof, ensure_ascii=False, indent=1).encode()


def proof_name(number: str, version: int) -> str:
    """What a proof file is called."""
    return f"{number}_第{version}版_证明.json"
