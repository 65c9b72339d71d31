"""A certificate to look at and to keep: its picture, and a ZIP of the file with what proves it."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from certificates.holdings import operations
from certificates.issuing.models import Certificate
from certificates.kinds import all_kinds
from certificates.validity.operations import suspend_certificate
from foundation.database import session, transaction
from tests.factories import certificates as factory
from tests.integration.certificates.conftest import Union


@pytest.fixture
def papers(app: Flask, union: Union) -> list[Certificate]:
    """Two certificates of one batch, printed, signed and under their root."""
    batch = factory.batch(union.officer, union.welder, union.miller)
    factory.work_through(batch)
    return factory.certificates_of(batch)


def shared(paper: Certificate, union: Union) -> str:
    with transaction():
        return operations.share_certificate(paper, days=30, label="", by=union.welder_account).token


def test_pictures_and_proofs_are_for_holders_and_for_whom_they_show_them_to(
    union: Union, papers: list[Certificate], signed_in, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    paper, token = papers[0], shared(papers[0], union)
    holder, stranger = signed_in(union.welder_account), signed_in(union.miller_account)
    own, public = f"/my/certificates/{paper.id}", f"/s/{token}"
    assert f'src="{own}/picture"' in holder.get("/my/certificates").text
    assert f'src="{public}/picture"' in client.get(public).text
    for answer in (holder.get(f"{own}/picture"), client.get(f"{public}/picture")):
        with Image.open(io.BytesIO(answer.data)) as picture:
            assert (answer.mimetype, picture.format, picture.width in {900, 901}) == ("image/png", "PNG", True)
        assert len(answer.data) < 150_000
    seen = client.get(f"{public}/picture")
    assert (seen.cache_control.private, seen.cache_control.max_age) == (True, 3600)
    assert holder.get(f"{own}/picture").cache_control.no_store
    assert client.get(f"{public}/with-proof").headers["Cache-Control"] == "no-store"
    assert seen.headers["X-Robots-Tag"] == client.get(f"/api/verify/{paper.token}").headers["X-Robots-Tag"] == "noindex"
    for page in ("picture", "with-proof"):
        assert stranger.get(f"{own}/{page}").status_code == 404
        assert client.get(f"/s/{'x' * 22}/{page}").status_code == 404

    monkeypatch.setattr(all_kinds()[paper.kind], "PRIVATE", frozenset({"award"}))
    assert client.get(f"{public}/picture").status_code == 404  # it would show what the page masks
    assert "/picture" not in client.get(public).text
    assert "印有证件号码" in holder.get(f"{own}/share").text
    with transaction():
        suspend_certificate(session.get_one(Certificate, paper.id), reason="正在核查", by=union.officer)
    listed = holder.get("/my/certificates").text
    assert ("收回分享的链接（1 个有效）" in listed, "/picture" in listed) == (True, False)
    for address in (f"{public}/with-proof", f"{public}/picture", f"{own}/picture", f"{own}/with-proof"):
        assert (holder.get(address).status_code, client.get(f"{public}/with-proof").status_code) == (404, 404)


def test_download_own_with_proof_is_enough_for_somebody_without_our_server(
    union: Union, papers: list[Certificate], signed_in, client: FlaskClient, tmp_path: Path
):
    packed = signed_in(union.welder_account).get(f"/my/certificates/{papers[0].id}/with-proof")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        archive.extractall(tmp_path)
    assert client.get(f"/s/{shared(papers[0], union)}/with-proof").status_code == 200
    told = (tmp_path / "怎样核对.txt").read_text(encoding="utf-8")
    for name in ("verify_certificate.py", "roots.json"):
        address = next(word for word in told.split() if word.endswith(f"/{name}"))
        (tmp_path / name).write_bytes(client.get(address).data)
    command = next(line for line in told.splitlines() if line.strip().startswith("python ")).split(maxsplit=1)[1]
    run = f'"{sys.executable}" -I {command}'
    done = subprocess.run(run, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "这是证书 YYJ-2026-000001（第 1 版）发证时的原文件" in done.stdout) == (0, True)


def test_download_own_with_proof_says_so_while_there_is_none(app: Flask, union: Union, signed_in):
    paper = factory.issued(factory.certificates_of(factory.batch(union.officer, union.welder))[0])
    answer = signed_in(union.welder_account).get(f"/my/certificates/{paper.id}/with-proof")
    assert (answer.status_code, "还没有公布证明" in answer.text) == (409, True)
