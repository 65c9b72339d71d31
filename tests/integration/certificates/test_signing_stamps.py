"""Time stamps from a real service over HTTP: B-T, B-LT, and what happens when it is down."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from certificates.signing.authority import to_pem
from certificates.signing.checking import Verdict, check_document
from certificates.signing.queries import known_keys
from certificates.signing.signers import StampServiceDown, current_signer, signing_faults
from foundation import clock
from tests.factories.signing import page
from tests.factories.time_stamps import stamp_server

pytestmark = pytest.mark.sqlite_only(reason="what a time-stamp service does, the database does not see")


def test_time_stamp_is_in_the_signature_and_is_checked(app: Flask):
    with stamp_server() as server:
        app.config.update(TIMESTAMP_URL=server.url, TIMESTAMP_USER="union", TIMESTAMP_PASSWORD="江水")
        before = clock.now()
        signed = current_signer().sign(page())
        assert server.authorization == "Basic dW5pb2465rGf5rC0"
    roots = to_pem(server.root)
    check = check_document(signed, known_keys(), stamp_roots=roots)
    assert (check.verdict, check.stamp_trusted) == (Verdict.INTACT, True)
    assert abs((check.stamped_at - before).total_seconds()) < 60
    unknown = check_document(signed, known_keys())
    assert (unknown.verdict, unknown.stamped_at, unknown.stamp_trusted) == (Verdict.INTACT, check.stamped_at, False)


def test_with_the_services_roots_the_file_carries_what_checks_it_later(app: Flask, tmp_path: Path):
    with stamp_server() as server:
        roots = tmp_path / "roots.pem"
        roots.write_text(to_pem(server.root))
        app.config.update(TIMESTAMP_URL=server.url, TIMESTAMP_ROOTS=str(roots))
        signer = current_signer()
        signed = signer.sign(page())
    store = DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(signed)))
    assert len(store.crls) == 1
    assert len(list(store.load_certs())) >= 3  # ours, our root, the service's
    check = check_document(signed, known_keys(), stamp_roots=roots.read_text())
    assert (check.verdict, check.key, check.stamp_trusted) == (Verdict.INTACT, signer.name, True)
    at = signed.index(b"/DSS")
    assert not check_document(signed[:at] + b"/DSs" + signed[at + 4 :], known_keys()).intact
    assert not check_document(signed + b"\nmore", known_keys()).intact


def test_service_that_is_down_leaves_nothing_signed_and_may_be_asked_again(app: Flask, tmp_path: Path):
    with stamp_server() as server:
        app.config["TIMESTAMP_URL"] = server.url
        signer = current_signer()
        for failing in ("503", "page", "other digest"):
            server.failing = failing
            with pytest.raises(StampServiceDown, match=r"时间戳服务没有给出时间戳.*文件没有签名.*恢复后重试"):
                signer.sign(page())
        server.failing = ""
        assert check_document(signer.sign(page()), known_keys()).stamped_at is not None
    with pytest.raises(StampServiceDown, match="Connection refused"):
        signer.sign(page())
    app.config["TIMESTAMP_URL"] = "no address"
    with pytest.raises(StampServiceDown):
        current_signer().sign(page())
    app.config["TIMESTAMP_ROOTS"] = str(tmp_path / "missing.pem")
    assert "TIMESTAMP_ROOTS" in signing_faults()[0]
