"""Applications and databases for the tests: made once a worker, then every test gets them empty."""

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
from foundation.job_queue import start_jobs
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
        kwargs.setdefault("buffered", True)  # what streams is made inside, too
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
            "SQLITE_SYNCHRONOUS": "OFF",
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


@contextmanager
def as_new(app: Flask, folder: Path) -> Iterator[Flask]:
    """`app` as if just made, with its files in `folder`: what tests set is forgotten.

    Making an application takes longer than most tests: over a hundred routes, and every template compiled again.
    """
    settings = dict(app.config)
    app.config["INSTANCE"] = str(folder)
    start_jobs(app)
    try:
        with inside(app):
            yield app
    finally:
        app.config.clear()
        app.config.update(settings)


class SqliteDatabase:
    """A file with the schema, replaced by a fresh copy for every test."""

    def __init__(self, folder: Path) -> None:
        self.file, self.template = folder / "test.sqlite", folder / "template.sqlite"
        self.app = make_app(f"sqlite:///{self.file}", folder)
        with inside(self.app):
            db.create_all()
        shutil.move(self.file, self.template)

    def empty(self) -> None:
        for path in self.file.parent.glob(f"{self.file.name}*"):  # with its journal
            path.unlink()
        shutil.copy(self.template, self.file)


class PostgresDatabase:
    """A database of this worker's own on the throw-away server, emptied for every test."""

    def __init__(self, folder: Path) -> None:
        cluster = Path(os.environ[postgres.CLUSTER])
        self.app = make_app(postgres.create_database(cluster, f"test_{WORKER}"), folder)
        self.connection = postgres.administer(cluster, f"test_{WORKER}")
        with inside(self.app):
            db.create_all()

    def empty(self) -> None:
        postgres.empty_tables(self.connection)


Database = SqliteDatabase | PostgresDatabase
DATABASES: dict[str, type[Database]] = {"sqlite": SqliteDatabase, "postgresql": PostgresDatabase}
