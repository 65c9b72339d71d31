"""A mixed batch of a thousand: every kind, with names that are short, long, rare or not Chinese at all.

Each file is read by other people's programs: poppler finds the exact name, qpdf finds no fault, pyHanko finds the
signature whole, and broken as soon as one byte is another.
"""

import random
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from certificates.issuing.models import Certificate
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import all_kinds, held_by
from certificates.signing.checking import Verdict, check_document
from certificates.signing.queries import known_keys
from foundation import files
from foundation.database import session, transaction
from foundation.files import StoredFile
from foundation.job_chunks import run_to_end
from tests.factories import certificates as factory
from tests.integration.certificates.conftest import Union

MANY = 1000
NAMES = (
    "张三",
    "欧阳示例",
    "𬱖䶮㛃",
    "鿋龦",
    "买买提·示例·吐尔逊",
    "迪丽热巴·阿卜杜热合曼·艾山江·买买提吐尔逊·依明江·阿布都克里木·示例·托合提·肉孜·巴哈尔古丽",
    "Johannes Chrysostomus Example-Mozart",
    "王𰻝",
    "司马相如",
)


def requests_of(code: str, count: int, union: Union, photo: StoredFile) -> Iterator[CertificateRequest]:
    """Requests for papers of one kind, with all the names in turn."""
    kind = all_kinds()[code]
    for turn in range(count):
        name = NAMES[turn % len(NAMES)]
        blank: Any = kind.EXAMPLE
        facts = held_by(replace(blank, number="", verify_url=""), name)
        yield CertificateRequest(
            source=f"thousand:{code}:{turn}",
            holder=None,
            holder_name=name,
            organisation=union.works,
            facts=facts,
            photo=photo if kind.PHOTO else None,
        )


@pytest.fixture
def thousand(app: Flask, union: Union) -> list[Certificate]:
    """A thousand issued certificates of all kinds."""
    with transaction():
        drawn = BytesIO()
        Image.new("RGB", (295, 413), "white").save(drawn, "PNG")
        photo = files.store(drawn.getvalue(), name="photo.png", media_type="image/png", encrypted=True)
    share, rest = divmod(MANY, len(all_kinds()))
    jobs = []
    for place, code in enumerate(all_kinds()):
        with transaction():
            batch = ask_for_batch(
                code,
                f"混合批次：{code}",
                f"thousand:{code}",
                list(requests_of(code, share + (place < rest), union, photo)),
                series=f"QK{place:02}",
                organisation=union.district,
                address=factory.ADDRESS,
                by=union.officer,
            )
            jobs.append(batch.job_id or batch.job.id)
    for job in jobs:
        run_to_end(job)
    return session.query(Certificate).order_by(Certificate.id).all()


def faults_seen_by_others(file: Path, name: str, number: str) -> list[str]:
    """What poppler and qpdf have against a file."""
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    plain = "".join(text.split())
    faults = [word for word in (name, number) if word.replace(" ", "") not in plain]
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, check=False)
    return faults + ([checked.stdout.decode() + checked.stderr.decode()] if checked.returncode else [])


def with_one_byte_changed(content: bytes, chance: random.Random) -> bytes:
    """The file with another byte somewhere, be it in the place of the signature itself."""
    place = chance.randrange(16, len(content))
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.sqlite_only("what a file holds cannot depend on the database")
def test_a_thousand_mixed_certificates_are_whole_signed_and_readable_by_others(
    thousand: list[Certificate], tmp_path: Path
):
    assert len(thousand) == MANY == len({one.number for one in thousand}) == len({one.file_id for one in thousand})
    for one in thousand:
        (tmp_path / one.number).write_bytes(one.file.read())
    with ThreadPoolExecutor(2) as others:
        faults = others.map(
            lambda paper: faults_seen_by_others(tmp_path / paper[0], paper[1], paper[0]),
            [(one.number, one.holder_name) for one in thousand],
        )
    assert [found for found in faults if found] == []

    keys, chance = known_keys(), random.Random(20261120)
    papers = [(tmp_path / one.number).read_bytes() for one in thousand]
    assert {check_document(content, keys).verdict for content in papers} == {Verdict.INTACT}
    changed = {check_document(with_one_byte_changed(content, chance), keys).verdict for content in papers}
    assert Verdict.INTACT not in changed
