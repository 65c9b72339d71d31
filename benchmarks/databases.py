"""The database that a measurement runs on: a fresh SQLite file, or an empty PostgreSQL database given for it."""

import base64
import gc
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foundation.database import db, session
from website.app import create_app


@contextmanager
def empty_database() -> Iterator[str]:
    """Inside an application on an empty database; the name of its kind. `--postgresql URL` on the command line asks
    for that database, which must hold no tables; what the measurement made is dropped at the end."""
    given = sys.argv[sys.argv.index("--postgresql") + 1] if "--postgresql" in sys.argv else None
    with tempfile.TemporaryDirectory(prefix="jiangxin-benchmark-") as folder:
        settings = {
            "SQLALCHEMY_DATABASE_URI": given or f"sqlite:///{Path(folder) / 'benchmark.sqlite'}",
            "INSTANCE": folder,
            "SECRET_KEY": "for measurements only",
            "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
        }
        app = create_app(settings)
        gc.freeze()  # as wsgi.py does
        with app.app_context():
            db.create_all()
            try:
                yield db.engine.dialect.name
            finally:
                session.remove()
                db.drop_all()
                db.engine.dispose()


def asked_count(usual: int) -> int:
    """The number given on the command line, or the usual one."""
    return next((int(word) for word in sys.argv[1:] if word.isdigit()), usual)
