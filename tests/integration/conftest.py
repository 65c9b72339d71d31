"""Every test here that takes `app` runs on SQLite and on PostgreSQL, unless it is marked `sqlite_only`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask

from people.accounts import passwords
from tests import apps
from tests.factories.numbers import begin_anew

SQLITE, POSTGRESQL = "sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("sqlite_only")
        metafunc.parametrize("app", [SQLITE] if alone else [SQLITE, POSTGRESQL], indirect=True)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, apps.Database]:
    """The databases that this worker has made so far, by kind."""
    return {}


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    databases: dict[str, apps.Database],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application on an empty database, inside its context; made anew for tests marked `own_app`."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(profiles.CHEAPEST))
    kind = request.param
    if kind not in databases:
        databases[kind] = apps.DATABASES[kind](tmp_path_factory.mktemp(kind))
    database = databases[kind]
    database.empty()
    begin_anew()
    app = database.app
    if request.node.get_closest_marker("own_app"):
        app = apps.make_app(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    with apps.as_new(app, tmp_path):
        yield app
