"""A batch survives `kill -9` at any moment: nothing is done twice, nothing is lost, no process is left behind."""

import base64
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates.issuing.models import BatchRoot, Certificate, CertificateBatch
from certificates.issuing.rooting import LOG
from certificates.issuing.rules import CertificateState
from foundation import chain
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.files import StoredFile
from foundation.jobs import JobState
from tests.factories import certificates as factory

ROOT = Path(__file__).parents[3]
MANY = 2000
KILLS = 20
PATIENCE = 90

NURSERY = """
import os, signal, sys
from dataclasses import replace
from datetime import date
from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import content_of
from certificates.kinds import all_kinds
from certificates.printing.plates import plate_of
from foundation.job_queue import work
from wsgi import app
facts = replace(all_kinds()["award"].EXAMPLE, issuers=("示例区总工会",), issued_on=date(2026, 11, 20))
settings = default_settings("award")
plate_of(sheet_of("award", settings, facts)).print(content_of("award", facts, wording_of("award", settings, facts)))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if (pid := os.fork()) == 0:
        app.config["PRINT_PROCESSES"] = int(line)
        work(app)
    print(pid, flush=True)
"""
"""Forks a worker at each line that it reads: what `flask worker` is, without the seconds that importing takes, and
opening fonts and laying the page out, which workers with a pool of processes do by themselves all the same."""


@pytest.fixture
def start_worker(app: Flask) -> Iterator[Callable[[int], int]]:
    """Starts a worker on the database and the folder of `app`, with so many printing processes; its process id."""
    environment = {name: value for name, value in os.environ.items() if name != "JIANGXIN_ENV"} | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_DIR": app.config["INSTANCE"],
        "SECRET_KEY": "for tests only",
        "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
    }
    with (Path(app.config["INSTANCE"]) / "workers.log").open("wb") as log:
        nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
    assert nursery.stdin and nursery.stdout
    started: list[int] = []

    def start(processes: int) -> int:
        print(processes, file=nursery.stdin, flush=True)
        started.append(int(nursery.stdout.readline()))
        return started[-1]

    yield start
    nursery.kill()
    nursery.wait()
    for pid in processes_of(app):
        os.kill(pid, signal.SIGKILL)


def processes_of(app: Flask) -> list[int]:
    """The workers and printing processes that live in the folder of `app`."""
    mark = f"INSTANCE_DIR={app.config['INSTANCE']}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in place.read_bytes():
                found.append(int(place.parent.name))
        except OSError:  # it ended meanwhile
            continue
    return found


def issued() -> int:
    session.rollback()  # or SQLite would go on showing the moment of the first look
    query = select(func.count()).select_from(Certificate).where(Certificate.state == CertificateState.ISSUED)
    return session.scalar(query) or 0


def state_of(batch: CertificateBatch) -> JobState:
    session.rollback()
    assert batch.job is not None
    return batch.job.state


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"only {issued()} were issued in {PATIENCE} s"
        time.sleep(0.02)


def test_print_certificates_survives_20_killed_workers(app: Flask, union, start_worker):
    chance = random.Random(app.config["SQLALCHEMY_DATABASE_URI"].split(":")[0])
    batch = factory.batch(union.officer, *[union.welder] * MANY)
    worker, life = start_worker(1), 2.0
    for kill in range(1, KILLS):
        before, began = issued(), time.monotonic()
        assert before < MANY
        if kill % 3 == 1:  # at some moment after its first chunk; the others before they are through with theirs
            wait_until(lambda: issued() > before)  # noqa: B023
            life = time.monotonic() - began
            time.sleep(chance.uniform(0, 0.1))
        else:
            time.sleep(chance.uniform(0.1, 0.8) * life)
        os.kill(worker, signal.SIGKILL)
        worker = start_worker(2 if kill % 5 == 0 else 1)
    os.kill(worker, signal.SIGKILL)
    assert 0 < issued() < MANY
    start_worker(2)
    wait_until(lambda: state_of(batch) is JobState.DONE)

    certificates = factory.certificates_of(batch)
    assert [one.number for one in certificates] == [f"YYJ-2026-{number:06d}" for number in range(1, MANY + 1)]
    assert {one.state for one in certificates} == {CertificateState.ISSUED}
    assert len({one.file_id for one in certificates}) == MANY == session.scalar(select(func.count(StoredFile.id)))
    assert session.scalar(select(func.count()).where(AuditEntry.action == "issue_certificate")) == MANY
    for certificate in certificates:
        printed = certificate.file.read()  # checks its digest
        assert printed.startswith(b"%PDF-")
        if certificate.id % 40 == 0:
            with pikepdf.open(BytesIO(printed)) as pdf:
                assert certificate.number.encode() in pdf.attachments["credential.json"].get_file().read_bytes()
    assert session.scalars(select(BatchRoot.size)).all() == [MANY]
    assert [one.kind for one in session.scalars(chain.entries_of(LOG))] == ["batch_root"]


def test_print_certificates_leaves_no_process_behind(app: Flask, union, start_worker):
    factory.batch(union.officer, *[union.welder] * 100)
    nursery = set(processes_of(app))
    worker = start_worker(2)
    wait_until(lambda: len(set(processes_of(app)) - nursery) > 4)  # it, its helpers, two printing processes
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not set(processes_of(app)) - nursery)
    assert set(processes_of(app)) == nursery
