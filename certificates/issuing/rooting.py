"""One signed Merkle root over the files of a batch: whoever has a file, its proof and the root needs no server of ours.

docs/signing.md says how to compute it again.
"""

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select, update

from certificates.credentials.proofs import proof_file
from certificates.issuing.models import BatchRoot, Certificate, CertificateBatch
from certificates.signing.merkle import Tree, leaf_of
from certificates.signing.signers import current_signer
from foundation import audit, chain
from foundation.database import session
from foundation.errors import NotFound
from foundation.files import StoredFile

LOG = "certificates"
"""The hash-chained log in which every root stands, so that none can be changed or left out later."""
ROOT_TYPE = "jiangxin-batch-root"


def add_root(batch: CertificateBatch) -> BatchRoot | None:
    """Sign the root over the files of `batch` that are under none yet, in order of number; None: there is no such file.

    In the transaction that ends a job, so that no file is ever under two roots.
    """
    rows = session.execute(
        select(Certificate.id, Certificate.number, Certificate.version, StoredFile.sha256)
        .join(StoredFile, Certificate.file_id == StoredFile.id)
        .where(Certificate.batch_id == batch.id, Certificate.root_id.is_(None))
        .order_by(Certificate.number, Certificate.version)
        .with_for_update(of=Certificate)
    ).all()
    if not rows:
        return None
    tree = Tree([leaf_of(number, version, sha256) for _, number, version, sha256 in rows])
    root = BatchRoot(batch=batch, number=_next_number(batch), size=len(rows), root=tree.root.hex())
    root.signed = current_signer().sign_json(_facts(root), typ=ROOT_TYPE)
    session.add(root)
    session.flush()
    places = [{"id": row.id, "root_id": root.id, "leaf": leaf} for leaf, row in enumerate(rows)]
    session.execute(update(Certificate), places)
    audit.record("add_root", batch, by=None, changes={"root": (None, root.root)})
    chain.append(LOG, "batch_root", _facts(root) | {"signed_root": root.signed})
    return root


def root_file(root: BatchRoot) -> bytes:
    """A root to be published, as JSON: what was signed, and the signature (JWS) that carries it."""
    told = {"format": ROOT_TYPE, **_facts(root), "made_at": root.made_at.isoformat(), "signed_root": root.signed}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def proof_of(certificate: Certificate) -> bytes:
    """What proves that a certificate's file is under its root. Raises NotFound while it is under none."""
    root, leaf, file = certificate.root, certificate.leaf, certificate.file
    if root is None or leaf is None or file is None:
        raise NotFound
    named = (certificate.number, certificate.version, file.sha256)
    return proof_file(*named, leaf=leaf, tree=_tree_under(root.id, root.root), signed_root=root.signed)


@lru_cache(maxsize=2)  # 140,000 leaves take some 30 MB; anybody may ask for a proof
def _tree_under(root_id: int, _root: str) -> Tree:
    """The tree of a root. What lies under a root never changes, so that id and root together name one tree."""
    query = (
        select(Certificate.number, Certificate.version, StoredFile.sha256)
        .join(StoredFile, Certificate.file_id == StoredFile.id)
        .where(Certificate.root_id == root_id)
        .order_by(Certificate.leaf)
    )
    return Tree([leaf_of(number, version, sha256) for number, version, sha256 in session.execute(query)])


def _next_number(batch: CertificateBatch) -> int:
    last = session.scalar(select(func.max(BatchRoot.number)).where(BatchRoot.batch_id == batch.id))
    return (last or 0) + 1


def _facts(root: BatchRoot) -> dict[str, Any]:
    """What is signed and published of a root: it tells of nobody."""
    return {"batch": root.batch.source, "number": root.number, "size": root.size, "root": root.root}
