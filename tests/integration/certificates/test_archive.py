"""The ZIP by organisation: whole or nothing, flat in memory, from either store."""

import io
import subprocess
import tracemalloc
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask

from certificates.issuing import archive
from certificates.issuing.archive import FULL_16, FULL_32, ZipStream, folder_name, safe_name, stream_archive
from certificates.issuing.models import Certificate
from certificates.issuing.queries import unit_certificates_visible_to
from certificates.validity.operations import revoke_certificate
from foundation import clock
from foundation.database import transaction
from foundation.files import FileUnavailable
from tests.factories import certificates as factory
from tests.factories import people


@pytest.fixture
def papers(app: Flask, union) -> list[Certificate]:
    """Two certificates of the works and one of the mill, issued."""
    batch = factory.batch(union.officer, union.welder, union.miller, people.person("买买提·示例", union.works))
    return [factory.issued(certificate) for certificate in factory.certificates_of(batch)]


def test_download_zip_has_a_folder_for_each_unit_and_the_register(union, papers, signed_in):
    answer = signed_in(union.officer).get("/certificates/archive.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as whole:
        assert whole.testzip() is None
        assert set(whole.namelist()) == {
            "示例机械有限公司工会/张示例_YYJ-2026-000001.pdf",
            "示例纺织有限公司工会/李示例_YYJ-2026-000002.pdf",
            "示例机械有限公司工会/买买提·示例_YYJ-2026-000003.pdf",
            "发放登记表.xlsx",
        }
        assert whole.read("示例纺织有限公司工会/李示例_YYJ-2026-000002.pdf") == papers[1].file.read()
    assert "3份.zip" in unquote(answer.headers["Content-Disposition"])


def test_download_zip_holds_what_is_valid_of_ones_unit(union, papers, signed_in):
    own = signed_in(union.mill_officer).get("/certificates/archive.zip")
    assert len(zipfile.ZipFile(io.BytesIO(own.data)).namelist()) == 2
    with transaction():
        revoke_certificate(papers[1], reason="弄虚作假", by=union.officer)
    answer = signed_in(union.mill_officer).get("/certificates/archive.zip")
    assert (answer.status_code, "没有可以下载的证书" in answer.text) == (409, True)


def test_download_zip_that_breaks_off_is_no_zip(app: Flask, union, papers, signed_in, monkeypatch):
    monkeypatch.setattr(archive, "AT_ONCE", 1)
    digest = papers[1].file.sha256
    (Path(app.config["INSTANCE"]) / "files" / digest[:2] / digest).unlink()
    sent = b""
    with pytest.raises(FileUnavailable):
        for piece in stream_archive(unit_certificates_visible_to(union.officer)):
            sent += piece
    assert sent.startswith(b"PK\3\4")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(sent))
    digest = papers[0].file.sha256
    (Path(app.config["INSTANCE"]) / "files" / digest[:2] / digest).unlink()
    refused = signed_in(union.officer).get("/certificates/archive.zip")
    assert (refused.status_code, "文件库里找不到" in refused.text) == (409, True)


def test_stream_archive_asks_page_by_page(union, papers, monkeypatch, query_count):
    monkeypatch.setattr(archive, "AT_ONCE", 2)
    with query_count() as statements:
        list(stream_archive(unit_certificates_visible_to(union.officer)))
    pages = [statement for statement in statements if "LIMIT" in statement]
    assert len(pages) == 3  # two pages and the end


@pytest.mark.sqlite_only("knows no database")
def test_zip_stream_holds_140_000_files_in_little_memory(app: Flask, tmp_path: Path):
    place, content = tmp_path / "many.zip", b"%PDF"
    tracemalloc.start()
    with place.open("wb") as whole:
        stream = ZipStream(clock.now())
        for number in range(FULL_16 + 5):
            whole.write(stream.entry(f"单位{number % 300}/张示例_YYJ-2026-{number:06d}.pdf", content))
        whole.write(stream.end())
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < 20 * 1024 * 1024
    with zipfile.ZipFile(place) as read:
        assert (len(read.namelist()), read.read(read.namelist()[-1])) == (FULL_16 + 5, content)


def test_zip_stream_goes_beyond_four_gibibytes(tmp_path: Path):
    stream = ZipStream(clock.now())
    stream.entry("a.pdf", b"a")
    gap = FULL_32 - stream.offset
    stream.offset += gap  # as if four gibibytes had been written
    place = tmp_path / "far.zip"
    with place.open("wb") as whole:
        whole.seek(stream.offset)
        whole.write(stream.entry("远.pdf", b"far"))
        whole.write(stream.end())
    with zipfile.ZipFile(place) as read:
        assert read.read("远.pdf") == b"far"
    listed = subprocess.run(["zipinfo", "-1", place], capture_output=True, check=True).stdout.decode()
    assert listed.split() == ["a.pdf", "远.pdf"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "-..-etc-passwd"), ("甲:乙*丙.", "甲-乙-丙"), ("甲\u202e乙", "甲-乙"), ("", "")],
)
def test_safe_name_leads_nowhere_else(name: str, safe: str):
    assert safe_name(name) == safe
    assert folder_name(name) == (safe or "未命名单位")
