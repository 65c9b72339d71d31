"""The key of an installation: made on first use, kept safely, used by workers, changed without harm."""

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import jwt
import pytest
from cryptography import x509
from flask import Flask

from certificates.signing import operations
from certificates.signing.checking import Verdict, check_document
from certificates.signing.document_signer import public_of
from certificates.signing.models import SigningKey
from certificates.signing.queries import all_keys, known_keys, warning_waits
from certificates.signing.signers import current_signer, current_spec, key_ring, open_signer, signing_faults
from certificates.signing.vault import KeyUnusable
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from tests.factories.signing import administrator, key_now, page
from tests.factories.signing_worker import sign_in_a_worker


def test_first_use_makes_a_key_that_signs_documents_and_json(app: Flask):
    administrator()
    assert (signing_faults(), warning_waits()) == ([], True)
    signer = current_signer()
    assert signer is current_signer()
    key = key_now()
    own, root = x509.load_pem_x509_certificates(key.chain.encode())
    own.verify_directly_issued_by(root)
    assert own.subject.rfc4514_string() == f"CN=匠心文件签名 {key.name[:8]},O=示例市总工会,C=CN"
    assert (key.name, key.source, key.self_made, signing_faults()) == (signer.name, "file", True, [])
    assert session.query(AuditEntry.action, AuditEntry.actor_name).all() == [("make_first_key", "系统")]
    signed = signer.sign(page())
    assert signed.startswith(page())
    assert b"/ETSI.CAdES.detached" in signed
    sent = signer.sign_json({"root": "00", "单位": "示例"}, typ="root+jwt")
    assert jwt.get_unverified_header(sent) == {"alg": "ES256", "kid": signer.name, "typ": "root+jwt"}
    assert jwt.decode(sent, public_of(key.chain), ["ES256"]) == {"root": "00", "单位": "示例"}


def test_private_keys_lie_encrypted_and_for_their_owner_alone(app: Flask):
    spec = current_spec()
    folder = Path(app.config["INSTANCE"]) / "signing"
    kept = sorted(folder.iterdir())
    assert len(kept) == 2  # the root's and the signing key's
    assert {(path.stat().st_mode & 0o777, b"PRIVATE" in path.read_bytes()) for path in kept} == {(0o600, False)}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert spec.place.private not in b"".join(path.read_bytes() for path in kept)
    assert spec.place.private.hex() not in repr(spec)
    (folder / f"{spec.name}.key").write_bytes(b"something else entirely, and long enough")
    with pytest.raises(KeyUnusable, match="ENCRYPTION_KEY 解不开"):
        current_signer()
    (folder / f"{spec.name}.key").unlink()
    assert "文件打不开" in signing_faults()[0]


def test_two_that_come_at_once_get_the_same_first_key(app: Flask):
    together = Barrier(2)

    def first_use(_number: int) -> str:
        with app.app_context():
            together.wait()
            return current_spec().name

    with ThreadPoolExecutor(2) as pool:
        names = set(pool.map(first_use, range(2)))
    assert names == {key.name for key in all_keys()}
    assert len(names) == 1
    assert current_signer().name in names


@pytest.mark.sqlite_only(reason="a worker sees no database")
def test_worker_process_signs_with_the_spec_alone(app: Flask):
    spec = current_spec()
    assert pickle.loads(pickle.dumps(spec)) == spec
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        signed = pool.submit(sign_in_a_worker, spec, page()).result()
    assert signed.startswith(page())


def test_rotate_key_changes_the_key_in_use_and_keeps_the_root(app: Flask):
    by = administrator()
    before = current_spec()
    with transaction():
        operations.rotate_key(key_now(), key_ring(), reason="每年更换", by=by)
    after = current_signer()
    new, old = all_keys()
    assert (old.name, old.in_use, old.retired_because) == (before.name, None, "每年更换")
    assert (new.name, new.in_use) == (after.name, True)
    assert old.name != new.name
    assert root_of(old) == root_of(new)
    late = check_document(open_signer(before).sign(page()), known_keys())  # a batch that was running when it happened
    assert (late.verdict, late.key, late.retired) == (Verdict.INTACT, old.name, True)
    with pytest.raises(Refused, match="已经被更换"), transaction():
        operations.rotate_key(old, key_ring(), reason="又点了一次", by=by)
    with pytest.raises(Refused, match="请写明"), transaction():
        operations.rotate_key(new, key_ring(), reason=" ", by=by)
    session.rollback()
    assert len(all_keys()) == 2


def test_two_rotations_at_once_change_the_key_once(app: Flask):
    by, used = administrator().id, current_spec().name
    together = Barrier(2)

    def rotate(_number: int) -> str:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    current = session.query(SigningKey).filter_by(name=used).one()
                    operations.rotate_key(current, key_ring(), reason="怀疑泄露", by=session.get_one(Account, by))
            except Refused as refusal:
                return refusal.message
            return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(rotate, range(2)))
    session.rollback()
    assert outcomes == ["done", operations.ALREADY_CHANGED]
    assert len(all_keys()) == 2


def root_of(key: SigningKey) -> x509.Certificate:
    return x509.load_pem_x509_certificates(key.chain.encode())[-1]
