"""What every test may use. The throw-away PostgreSQL is started once a run, by the process that starts the workers."""

import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from xdist.scheduler import LoadScopeScheduling

from foundation.clock import SHANGHAI, frozen
from tests import postgres
from tests.nursery import Nursery

TESTS = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    # A plain `kill` ends the run as Ctrl-C does, so that the servers stop and their folders go.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if asks_for(config, "browser") and not shutil.which("chromium"):
        pytest.exit("没有找到 Chromium。请执行：apt-get install -y chromium", returncode=1)
    if asks_for(config, "integration") and "not postgresql" not in config.option.markexpr:
        try:
            cluster = postgres.start_cluster()
        except postgres.PostgresMissing as missing:
            pytest.exit(str(missing), returncode=1)
        config.add_cleanup(cluster.stop)
        os.environ[postgres.CLUSTER] = str(cluster.folder)


def asks_for(config: pytest.Config, kind: str) -> bool:
    """Whether this run may contain tests of the folder `kind`."""
    folder = TESTS / kind
    asked = [(config.invocation_params.dir / str(argument).partition("::")[0]).resolve() for argument in config.args]
    return any(folder.is_relative_to(path) or path.is_relative_to(folder) for path in asked)


def pytest_collection_finish() -> None:
    """What has been imported stays: the collector need not go through these 700,000 objects again and again."""
    gc.collect()
    gc.freeze()


class ByFile(LoadScopeScheduling):
    """A file's tests run on one worker, and all browser tests on the same one: one Chromium and server at a time.

    (xdist 3.8's own `--dist loadgroup` puts the group into the node id, which pytest 9.2 no longer lets it change.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/browser" if file.startswith("tests/browser/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByFile(config, log)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts processes of the application; one for all tests of a worker."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of `app`."""
    return app.test_client()


@pytest.fixture
def clock() -> Iterator[Callable[[str], datetime]]:
    """Hold the clock: `clock("2026-05-01 09:00")`, Shanghai time; again to move it."""
    with ExitStack() as held:

        def hold(moment: str) -> datetime:
            at = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI).astimezone(UTC)
            held.enter_context(frozen(at))
            return at

        yield hold


@pytest.fixture
def query_count() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with query_count() as statements:` gathers the SQL sent meanwhile; `len(statements)` is the number."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
