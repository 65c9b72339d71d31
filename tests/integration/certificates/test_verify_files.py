"""A file in somebody's hand: original, edited, under a rotated key, of a revoked batch; with the server and without."""

import io
import json
import random
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
from flask import Flask
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, check_credential_status

from certificates.issuing.models import Certificate
from certificates.signing.operations import rotate_key
from certificates.signing.queries import key_in_use
from certificates.signing.signers import key_ring
from certificates.validity.operations import revoke_certificate
from certificates.verification.dropped_files import LARGEST_FILE, claimed_token
from foundation.database import session, transaction
from tests.factories import certificates as factory

SCRIPT = Path(__file__).resolve().parents[3] / "static" / "verify_certificate.py"


@pytest.fixture
def papers(union) -> list[Certificate]:
    """Two certificates of one batch, printed, signed and under their root."""
    batch = factory.batch(union.officer, union.welder, union.miller)
    factory.work_through(batch)
    return factory.certificates_of(batch)


def drop(client, content: bytes, path: str = "/verify/file"):
    field = "compare-file" if path == "/verify/file" else "file"
    return client.post(path, data={field: (io.BytesIO(content), "证书.pdf")})


def words(page: str) -> list[str]:
    """The three answers about a file."""
    return re.findall(r"verdict-small.*?<strong>(.*?)</strong>", page)


def edited(content: bytes) -> bytes:
    """The same PDF with another title and everything else, QR code and badge too, as it was."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Title"] = "特等奖"
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def test_verify_file_answers_three_questions(app: Flask, client, union, papers):
    first, second = papers
    original = first.file.read()
    page = drop(client, original)
    assert (page.status_code, words(page.text)) == (200, ["内容一致", "签名有效", "目前有效"])
    with transaction():
        key = key_in_use()
        assert key is not None
        rotate_key(key, key_ring(), reason="例行更换", by=union.officer)
    assert words(drop(client, original).text) == ["内容一致", "签名有效", "目前有效"]

    changed = edited(original)
    for page in (drop(client, changed), drop(client, changed, f"/v/{first.token}")):
        assert (page.status_code, "张示例" in page.text, "特等奖" in page.text) == (200, True, False)
        assert words(page.text) == ["内容不一致", words(page.text)[1], "目前有效"]
        assert words(page.text)[1] in {"签名无效", "没有签名", "签名无法确认"}
    assert words(drop(client, original + b"\n").text)[0] == "内容不一致"
    another = drop(client, second.file.read(), f"/v/{first.token}").text
    assert (words(another)[0], f"另一张证书（编号 {second.number} 第 1 版）的原文件" in another) == ("内容不一致", True)

    with transaction():
        revoke_certificate(session.get_one(Certificate, first.id), reason="获奖资格被取消", by=union.officer)
    page = drop(client, original)
    assert words(page.text) == ["内容一致", "签名有效", "目前不能作为凭证"]
    assert "已撤销" in page.text and "获奖资格被取消" in page.text


def test_claimed_token_is_found_in_packed_copies_without_unpacking_what_is_packed_twice():
    token = "Zk3vQ9sT1nXw7RbD5hYc2A"
    claim = f'"https://jiangxin.example/v/{token}"'.encode()

    def pdf(stream: bytes) -> bytes:
        return b"%PDF-1.7\n1 0 obj <</Length 1>>\nstream\r\n" + stream + b"\nendstream\n%%EOF"

    for filler in range(1000, 1030):  # the address crosses the edge between two pieces
        packed = zlib.compress(random.Random(filler).randbytes(filler) + claim)
        assert claimed_token(pdf(packed)) == token
    assert claimed_token(pdf(claim)) == token
    assert claimed_token(pdf(claim.replace(b'"', b"x"))) is None
    assert claimed_token(pdf(zlib.compress(zlib.compress(bytes(100 << 20))))) is None


def test_badge_inside_the_file_verifies_elsewhere(app: Flask, client, union, papers):
    """With other people's software, against the keys and lists that we publish; a revocation gets there too."""
    app.config["PUBLIC_URL"] = factory.ADDRESS
    with pikepdf.open(io.BytesIO(papers[0].file.read())) as pdf:
        signed = pdf.attachments["credential.jwt"].get_file().read_bytes().decode()
        readable = json.loads(pdf.attachments["credential.json"].get_file().read_bytes())

    def fetch(address: str) -> bytes:
        return bytes(client.get(urlsplit(address).path).data)

    badge = OB3Verifier.for_issuer_did("did:web:jiangxin.example", download=fetch).verify(signed)
    assert (badge.name, badge.id) == ("获奖证书：一等奖", readable["id"])
    check_credential_status(badge, fetch, verify_list=True)
    with transaction():
        revoke_certificate(session.get_one(Certificate, papers[0].id), reason="获奖资格被取消", by=union.officer)
    with pytest.raises(OB3VerificationError, match="'revocation' is set"):
        check_credential_status(badge, fetch, verify_list=True)


def test_verify_file_by_command(app: Flask, union, papers, tmp_path: Path):
    good, bad, text = tmp_path / "好.pdf", tmp_path / "坏.pdf", tmp_path / "照片.jpg"
    good.write_bytes(papers[0].file.read())
    bad.write_bytes(edited(papers[0].file.read()))
    text.write_bytes(b"not a pdf")
    session.rollback()
    run = app.test_cli_runner()
    passed = run.invoke(args=["verify", str(good)])
    assert (passed.exit_code, passed.output) == (
        0,
        f"{good}：内容一致，签名有效，目前有效（YYJ-2026-000001 第 1 版）\n",
    )
    failed = run.invoke(args=["verify", str(good), str(bad), str(text)])
    assert (failed.exit_code, len(failed.output.splitlines())) == (1, 3)
    assert f"{text}：这不是 PDF 文件" in failed.output


def test_verify_file_without_our_server(client, papers, tmp_path: Path):
    original = papers[0].file.read()
    (tmp_path / "证书.pdf").write_bytes(original)
    (tmp_path / "别人的.pdf").write_bytes(papers[1].file.read())
    for name, address in {
        "证明.json": f"/v/{papers[0].token}/proof.json",
        "roots.json": "/verify/roots.json",
        "keys.json": "/.well-known/jwks.json",
        "verify.py": "/static/verify_certificate.py",
    }.items():
        (tmp_path / name).write_bytes(client.get(address).data)
    proof = json.loads((tmp_path / "证明.json").read_text())
    assert "张示例" not in str(proof) and papers[0].token not in str(proof)
    other_root = proof | {"path": ["00" * 32]}
    (tmp_path / "改过.json").write_text(json.dumps(other_root))
    (tmp_path / "empty.json").write_text('{"roots": []}')

    run = stand_alone(tmp_path)
    assert run("证书.pdf", "证明.json", "roots.json") == 0
    assert run("证书.pdf", "证明.json", "keys.json") == 0
    assert run("证书.pdf", "证明.json", "roots.json", bare=True) == 0
    assert run("证书.pdf", "证明.json", "keys.json", bare=True) == 2
    assert run("别人的.pdf", "证明.json", "roots.json") == 1
    assert run("证书.pdf", "改过.json", "roots.json") == 1
    assert run("证书.pdf", "证明.json", "empty.json") == 1
    assert run("证书.pdf", "证书.pdf", "roots.json") == 2
    assert run("没有.pdf", "证明.json", "roots.json") == 2
    assert run("证书.pdf", "证明.json", "roots.json", encoding="ascii") == 0
    (tmp_path / "deep.json").write_text("[" * 100_000)
    assert run("证书.pdf", "deep.json", "roots.json") == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04", "这不是 PDF 文件"),
        (b"%PDF-1.7 broken", "这个 PDF 打不开"),
        (b"%PDF-" + b"0" * LARGEST_FILE, "文件太大"),
        (b"%PDF-1.7\nstream\n" + zlib.compress(bytes(100 << 20)) + b"%%EOF", "展开后大得异常"),
        (b"%PDF-1.7\n" + b"stream\n" * 1_000_000 + b"%%EOF", "展开后大得异常"),
    ],
)
@pytest.mark.sqlite_only("no certificate is looked at")
def test_verify_file_refuses_what_is_no_certificate(client, content: bytes, message: str):
    page = drop(client, content)
    assert (page.status_code, message in page.text) == (422, True)


@pytest.mark.sqlite_only("no certificate is looked at")
def test_verify_file_refuses_the_encrypted_and_the_huge(app: Flask, client):
    for password in ("", "secret"):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            saved = io.BytesIO()
            pdf.save(saved, encryption=pikepdf.Encryption(owner="owner", user=password))
        page = drop(client, saved.getvalue())
        assert (page.status_code, "这个 PDF 加了密" in page.text) == (422, True)
    app.config["WTF_CSRF_ENABLED"] = True
    huge = drop(client, bytes(41 << 20))
    assert (huge.status_code, "文件超过 40 MB，系统没有接收" in huge.text) == (413, True)


def stand_alone(folder: Path) -> Callable[..., int]:
    """Runs the script as somebody would in an empty folder; `bare`: without any library."""

    def run(*arguments: str, bare: bool = False, encoding: str = "utf-8") -> int:
        command = [sys.executable, *(["-S"] if bare else []), "verify.py", *arguments]
        settings = {"PYTHONUTF8": "1", "PYTHONIOENCODING": encoding}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=settings)
        assert (done.stderr, "结论：".encode(encoding, "replace").decode() in done.stdout) == ("", done.returncode < 2)
        return done.returncode

    return run
