"""Every test here that takes `app` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import apps


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, apps.Database]:
    """The databases that this worker has made so far, by kind."""
    return {}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def app(
    request: pytest.FixtureRequest,
    databases: dict[str, apps.Database],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The application on an empty database, inside its context."""
    kind = request.param
    if kind not in databases:
        databases[kind] = apps.DATABASES[kind](tmp_path_factory.mktemp(kind))
    with apps.inside(apps.make_app(databases[kind].emptied(tmp_path), tmp_path)) as app:
        yield app
