"""Applications and databases for the tests: the schema is built once a worker, then every test gets it empty."""

import base64
import contextvars
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient

from foundation.database import db
from tests import postgres
from website.app import create_app

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class SeparateClient(FlaskClient):
    """Sends requests as over a real wire: they share neither `g` nor the database session with the test.

    What the test prepared is committed first, so the request sees it, and the test reads afresh afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(super().open, *args, **kwargs)


def make_app(address: str, folder: Path) -> Flask:
    """The real application on the given database, with its files in `folder`."""
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": address,
            "INSTANCE": str(folder),
            "SECRET_KEY": "for tests only",
            "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
        }
    )
    app.test_client_class = SeparateClient
    return app


@contextmanager
def inside(app: Flask) -> Iterator[Flask]:
    """An application context that leaves no connection open."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


class SqliteDatabase:
    """A file with the schema, copied for every test."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite"
        with inside(make_app(f"sqlite:///{self.template}", folder)):
            db.create_all()

    def emptied(self, folder: Path) -> str:
        return f"sqlite:///{shutil.copy(self.template, folder / 'test.sqlite')}"


class PostgresDatabase:
    """A database of this worker's own on the throw-away server, emptied for every test."""

    def __init__(self, folder: Path) -> None:
        cluster = Path(os.environ[postgres.CLUSTER])
        self.address = postgres.create_database(cluster, f"test_{WORKER}")
        self.connection = postgres.administer(cluster, f"test_{WORKER}")
        with inside(make_app(self.address, folder)):
            db.create_all()

    def emptied(self, folder: Path) -> str:
        postgres.empty_tables(self.connection)
        return self.address


Database = SqliteDatabase | PostgresDatabase
DATABASES: dict[str, type[Database]] = {"sqlite": SqliteDatabase, "postgresql": PostgresDatabase}
