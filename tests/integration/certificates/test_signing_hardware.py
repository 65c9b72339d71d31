"""Signing with keys in a hardware module, here SoftHSM2, which behaves like one."""

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import jwt
import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from certificates.signing import hardware, operations
from certificates.signing.authority import PrivateKey, certify, new_authority, new_key
from certificates.signing.checking import Verdict, check_document
from certificates.signing.document_signer import public_of
from certificates.signing.public_keys import certificates
from certificates.signing.queries import known_keys
from certificates.signing.signers import current_signer, current_spec, key_ring, signing_faults
from certificates.signing.vault import KeyUnusable
from foundation import clock
from foundation.database import transaction
from foundation.errors import Refused
from tests.factories.signing import administrator, key_now, page
from tests.factories.signing_worker import sign_in_a_worker

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN, PIN = "union", "13579"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[x509.Certificate]]:
    """A module with an ECDSA key `key-1`, and an RSA key `key-2` beside the chain that a licensed authority gave it."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        tool("--init-token", "--free", "--label", TOKEN, "--so-pin", "2468", "--pin", PIN)
        own = rsa.generate_private_key(65537, 2048)
        made: list[PrivateKey] = [new_key(), own]
        for number, key in enumerate(made, start=1):
            put_key(folder, key, f"key-{number}", f"0{number}")
        licensed = new_authority("示例电子认证服务有限公司", clock.now())
        chain = [certify(licensed, own.public_key(), "示例市总工会", clock.now()), licensed.certificate]
        put_certificates(chain)
        yield chain
        for session in hardware._sessions.values():
            session.close()
        hardware._sessions.clear()
        pkcs11.unload(MODULE)


def tool(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def put_key(folder: Path, key: PrivateKey, label: str, number: str) -> None:
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / label).write_bytes(key.private_bytes(kind, form, serialization.NoEncryption()))
    place = ("--token", TOKEN, "--pin", PIN, "--label", label, "--id", number)
    tool("--import", str(folder / label), *place)


def put_certificates(chain: list[x509.Certificate]) -> None:
    with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        for one in reversed(chain):
            der = one.public_bytes(serialization.Encoding.DER)
            facts = pkcs11.util.x509.decode_x509_certificate(der)
            session.create_object(facts | {pkcs11.Attribute.TOKEN: True})


def configure(app: Flask, label: str, pin: str = PIN) -> None:
    app.config.update(PKCS11_MODULE=MODULE, PKCS11_TOKEN=TOKEN, PKCS11_PIN=pin, PKCS11_KEY=label)


def test_hardware_signs_with_our_certificate_then_with_a_licensed_one(app: Flask, token: list[x509.Certificate]):
    configure(app, "key-1")
    signer, first = current_signer(), key_now()
    assert (first.source, first.label, first.self_made, signer.algorithm) == ("pkcs11", "key-1", True, "ES256")
    kept = list((Path(app.config["INSTANCE"]) / "signing").iterdir())
    assert [path.stem for path in kept] != [first.name]  # only the root's key
    assert len(kept) == 1
    signed = signer.sign(page())
    assert jwt.decode(signer.sign_json({"a": 1}), public_of(first.chain), ["ES256"]) == {"a": 1}
    configure(app, "key-2")
    assert current_signer() is signer  # the setting alone changes nothing
    with transaction():
        operations.rotate_key(first, key_ring(), reason="换用认证机构的证书", by=administrator())
    second = key_now()
    assert (second.self_made, certificates(second.chain), second.label) == (False, token, "key-2")
    again = current_signer().sign(page())
    for content, key in ((signed, first), (again, second)):
        check = check_document(content, known_keys())
        assert (check.verdict, check.key) == (Verdict.INTACT, key.name)
    with pytest.raises(Refused, match="请先在设备里生成"), transaction():
        operations.rotate_key(second, key_ring(), reason="还是同一把", by=None)
    assert key_now() is second


@pytest.mark.sqlite_only(reason="what the module does, the database does not see")
def test_hardware_signs_in_a_worker_process(app: Flask, token: list[x509.Certificate]):
    configure(app, "key-1")
    spec = current_spec()
    assert PIN not in repr(spec)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        signed = pool.submit(sign_in_a_worker, spec, page()).result()
    assert check_document(signed, known_keys()).verdict is Verdict.INTACT


@pytest.mark.sqlite_only(reason="what the module does, the database does not see")
def test_hardware_that_fails_says_so_and_works_again_afterwards(app: Flask, token: list[x509.Certificate]):
    configure(app, "key-1")
    signer = current_signer()
    for session in hardware._sessions.values():
        session.close()  # as when the device was unplugged for a moment
    with pytest.raises(KeyUnusable, match=r"硬件密钥用不了.*文件没有签名.*PKCS11_TOKEN"):
        signer.sign(page())
    assert check_document(signer.sign(page()), known_keys()).verdict is Verdict.INTACT
    configure(app, "key-1", pin="00000")
    assert "PKCS11_PIN" in signing_faults()[0]
    app.config["PKCS11_MODULE"] = ""
    assert "没有设置 PKCS11_MODULE" in signing_faults()[0]
    app.config["PKCS11_MODULE"] = str(Path(os.devnull))
    assert "硬件密钥用不了" in signing_faults()[0]
