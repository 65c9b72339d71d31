"""Limits hold across processes, as gunicorn's workers are: they are counted in the database."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from foundation import clock as wall_clock
from foundation.database import session
from people.accounts.models import RequestCount
from people.accounts.request_counts import DatabaseStorage

ROOT = Path(__file__).resolve().parents[3]
ANOTHER_WORKER = """
import sys
from pathlib import Path
from tests.apps import make_app
from tests.integration.certificates.test_verification_limits import guess

app = make_app(sys.argv[1], Path(sys.argv[2]))
print(*(guess(app) for _ in range(7)))
"""


def guess(app: Flask) -> int:
    return app.test_client().post("/verify", data={"number": "YYJ-2026-999999", "name": "张三"}).status_code


def test_limits_hold_across_processes(app: Flask, tmp_path: Path):
    here = [guess(app) for _ in range(15)]
    session.rollback()
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    there = subprocess.run(
        [sys.executable, "-c", ANOTHER_WORKER, database, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (here, there.stdout.split()) == ([404] * 15, ["404"] * 5 + ["429"] * 2)
    assert guess(app) == 429


def test_counts_end_with_their_window_and_are_cleared_away(app: Flask, clock):
    at, storage = clock("2026-11-20 09:00"), DatabaseStorage("database://")
    assert [storage.incr("one", 60), storage.incr("one", 60, amount=2), storage.incr("other", 60)] == [1, 3, 1]
    assert (storage.get("one"), storage.get_expiry("one")) == (3, (at + timedelta(seconds=60)).timestamp())
    clock("2026-11-20 09:01")
    assert (storage.get("one"), storage.get_expiry("one")) == (0, wall_clock.now().timestamp())
    assert (storage.incr("another", 60), stored_counts()) == (1, 1)
    storage.incr("one", 60)
    storage.clear("one")
    assert (storage.get("one"), storage.check(), storage.reset(), stored_counts()) == (0, True, 1, 0)


def stored_counts() -> int | None:
    session.rollback()
    return session.scalar(select(func.count()).select_from(RequestCount))
