"""The page of the signing keys, the import of a licensed authority's key, and what everybody may fetch."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from flask import Flask
from flask.testing import FlaskClient

from certificates.signing.authority import Authority, certify, new_authority, new_key, to_pem
from certificates.signing.checking import Verdict, check_document
from certificates.signing.public_keys import certificates
from certificates.signing.queries import all_keys, known_keys, warning_waits
from certificates.signing.signers import current_signer
from certificates.signing.vault import to_der
from foundation import clock
from foundation.database import session
from people.accounts.rules import Role
from tests.factories.people import account, organisation, sign_in
from tests.factories.signing import administrator, key_now, page

WARNING = "请先了解自建证书的效力"
PASSWORD = "江水向东"


def licensed() -> tuple[Authority, rsa.RSAPrivateKey, x509.Certificate]:
    """What a licensed authority sends a union: a key and its certificate."""
    authority = new_authority("示例电子认证服务有限公司", clock.now())
    key = rsa.generate_private_key(65537, 2048)
    return authority, key, certify(authority, key.public_key(), "示例市总工会", clock.now())


def bundle(key: rsa.RSAPrivateKey, *chain: x509.Certificate) -> bytes:
    protection = serialization.BestAvailableEncryption(PASSWORD.encode())
    return serialize_key_and_certificates(b"union", key, chain[0], chain[1:], protection)


def upload(client: FlaskClient, content: bytes, password: str = PASSWORD, reason: str = "换用认证机构的证书"):
    sent = {"file": (BytesIO(content), "union.p12"), "password": password, "reason": reason}
    return client.post(f"/signing-keys/{key_now().id}/import", data=sent, content_type="multipart/form-data")


def test_signing_keys_page_from_the_first_key_to_the_second(app: Flask, client: FlaskClient):
    sign_in(client, administrator())
    assert "还没有签名密钥" in client.get("/signing-keys").text
    assert client.post("/signing-keys").status_code == 302
    first = key_now()
    shown = client.get("/signing-keys").text
    assert (WARNING in shown, first.name[:16] in shown, warning_waits()) == (True, True, True)
    assert "效力说明等您确认" in client.get("/").text
    client.post(f"/signing-keys/{first.id}/acknowledge")
    assert "效力说明等您确认" not in client.get("/").text
    shown = client.get("/signing-keys").text
    assert (WARNING in shown, "已确认了解" in shown, warning_waits()) == (False, True, False)
    before = current_signer().sign(page())
    client.post(f"/signing-keys/{first.id}/rotate", data={"reason": "每年更换"})
    assert current_signer().name != first.name
    shown = client.get("/signing-keys").text
    assert ("每年更换" in shown, WARNING in shown) == (True, False)  # nothing new to take note of
    check = check_document(before, known_keys())
    assert (check.verdict, check.key, check.retired) == (Verdict.INTACT, first.name, True)


def test_import_key_puts_a_licensed_authoritys_chain_in_use(app: Flask, client: FlaskClient):
    sign_in(client, administrator())
    before = current_signer().name
    authority, key, own = licensed()
    assert upload(client, bundle(key, own, authority.certificate)).status_code == 302
    used = key_now()
    assert (used.self_made, certificates(used.chain)) == (False, [own, authority.certificate])
    shown = client.get("/signing-keys").text
    assert (WARNING in shown, "示例电子认证服务有限公司" in shown, warning_waits()) == (False, True, False)
    signed = current_signer().sign(page())
    check = check_document(signed, known_keys())
    assert (check.verdict, check.key, current_signer().algorithm) == (Verdict.INTACT, used.name, "RS256")
    sent = current_signer().sign_json({"a": 1})
    published = jwt.PyJWKSet.from_dict(json.loads(client.get("/.well-known/jwks.json").text))
    assert {one.key_id for one in published.keys} == {before, used.name}
    assert jwt.decode(sent, published[used.name].key, ["RS256"]) == {"a": 1}
    roots = x509.load_pem_x509_certificates(client.get("/.well-known/jiangxin/roots.pem").data)
    assert authority.certificate in roots
    assert len(roots) == 2


def test_import_key_says_what_is_wrong_with_a_file(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    sign_in(client, administrator())
    used = current_signer().name
    authority, key, own = licensed()
    long_ago = clock.now() - timedelta(days=60 * 365)
    old = certify(new_authority("示例", long_ago), key.public_key(), "示例", long_ago)
    weak = rsa.generate_private_key(65537, 1024)
    weakly = x509.CertificateBuilder().subject_name(own.subject).issuer_name(own.issuer).public_key(weak.public_key())
    weakly = weakly.serial_number(1).not_valid_before(own.not_valid_before_utc).not_valid_after(own.not_valid_after_utc)
    alone = new_key()
    plain = serialization.load_der_private_key(to_der(alone), None).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for content, password, said in (
        (bundle(key, own), "不对的密码", "密码不对"),
        (b"no file of keys", "", "文件打不开"),
        (b"", "", "文件是空的"),
        (plain + to_pem(own).encode(), "", "没有与私钥相配的证书"),
        (plain + to_pem(new_authority("自己", clock.now()).certificate).encode(), "", "没有与私钥相配的证书"),
        (bundle(key, old), PASSWORD, "证书的有效期是"),
        (bundle(key, own)[:400], PASSWORD, "文件打不开"),
        (bundle(weak, weakly.sign(authority.key, hashes.SHA256())), PASSWORD, "2048 位以上"),
    ):
        answer = upload(client, content, password)
        assert (answer.status_code, said in answer.text) == (422, True), said
        assert password not in answer.text or not password
    assert [one.name for one in all_keys()] == [used]


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.WORKER])
def test_signing_keys_are_the_administrators_alone(app: Flask, client: FlaskClient, role: Role):
    current_signer()
    key_id = key_now().id
    sign_in(client, account(role, organisation()))
    assert client.get("/signing-keys").status_code == 403
    for action in ("rotate", "import", "acknowledge"):
        assert client.post(f"/signing-keys/{key_id}/{action}", data={"reason": "试试"}).status_code == 403
    assert len(all_keys()) == 1
    fetched = client.get("/.well-known/jwks.json")
    assert "private" not in fetched.text
    assert set(fetched.json["keys"][0]) == {"kty", "crv", "x", "y", "kid", "use"}


def test_commands_rotate_and_import_the_key(app: Flask, tmp_path: Path):
    run = app.test_cli_runner().invoke
    assert "在用的签名密钥" in run(args=["rotate-key", "--reason", "第一把"]).output
    session.rollback()
    first = key_now().name
    assert run(args=["rotate-key", "--reason", " "]).output == "Error: 请写明更换密钥的原因。\n"
    assert run(args=["rotate-key", "--reason", "每年更换"]).exit_code == 0
    session.rollback()
    second = key_now().name
    assert first != second
    authority, key, own = licensed()
    file = tmp_path / "union.p12"
    file.write_bytes(bundle(key, own, authority.certificate))
    asked = ["import-key", str(file), "--reason", "换用认证机构的证书", "--password"]
    assert "密码不对" in run(args=[*asked, "不对"]).output
    assert run(args=[*asked, PASSWORD]).exit_code == 0
    session.rollback()
    assert [key_now().self_made, len(all_keys())] == [False, 3]
    (tmp_path / "signing" / f"{key_now().name}.key").unlink()
    assert "文件打不开" in run(args=["check"]).output
