"""A batch survives `kill -9`: a worker is killed in the middle, another one finishes, nothing is done twice or lost."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.rules import CertificateState
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.files import StoredFile
from foundation.jobs import JobState
from tests.factories import certificates as factory
from tests.factories import people

ROOT = Path(__file__).parents[3]
MANY = 40
PATIENCE = 90


@pytest.fixture
def start_worker(app: Flask) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a real worker process on the database and the folder of `app`."""
    environment = {name: value for name, value in os.environ.items() if name != "JIANGXIN_ENV"} | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_DIR": app.config["INSTANCE"],
        "SECRET_KEY": "for tests only",
        "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        with (Path(app.config["INSTANCE"]) / f"worker-{len(started)}.log").open("wb") as log:
            started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def issued() -> int:
    session.rollback()
    query = select(func.count()).select_from(Certificate).where(Certificate.state == CertificateState.ISSUED)
    return session.scalar(query) or 0


def state_of(batch: CertificateBatch) -> JobState:
    session.rollback()  # or SQLite would go on showing the moment of the first look
    assert batch.job is not None
    return batch.job.state


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"only {issued()} were issued in {PATIENCE} s"
        time.sleep(0.02)


def test_print_certificates_survives_a_killed_worker(app: Flask, union, start_worker):
    winners = [people.person(f"张示例{'甲乙丙丁'[turn % 4]}", union.works) for turn in range(MANY)]
    batch = factory.batch(union.officer, *winners)
    worker = start_worker()
    wait_until(lambda: issued() >= MANY // 4)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert issued() < MANY
    start_worker()
    wait_until(lambda: state_of(batch) is JobState.DONE)

    certificates = factory.certificates_of(batch)
    assert [one.number for one in certificates] == [f"YYJ-2026-{number:06d}" for number in range(1, MANY + 1)]
    assert {one.state for one in certificates} == {CertificateState.ISSUED}
    assert len({one.file_id for one in certificates}) == MANY == session.scalar(select(func.count(StoredFile.id)))
    issues = select(func.count()).where(AuditEntry.action == "issue_certificate")
    assert session.scalar(issues) == MANY
    for certificate in certificates:
        with pikepdf.open(certificate.file.stream()) as pdf:
            assert certificate.number.encode() in pdf.attachments["credential.json"].get_file().read_bytes()
