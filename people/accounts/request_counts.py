"""Rate limits counted in our own database, so that they hold across all worker processes and servers.

`RATELIMIT_STORAGE_URI=database://` (the default) means this; the library `limits` finds it by that scheme.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from limits.storage import Storage
from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from foundation import clock
from foundation.database import UtcDateTime, db
from foundation.secrets import keyed_hash
from people.accounts.models import RequestCount

# One statement counts, so that no two processes read the same number. A window that has ended begins anew.
COUNT = text(
    "INSERT INTO request_counts (key_hash, count, ends_at) VALUES (:key_hash, :amount, :ends_at)"
    " ON CONFLICT (key_hash) DO UPDATE SET"
    " count = CASE WHEN request_counts.ends_at > :now THEN request_counts.count ELSE 0 END + excluded.count,"
    " ends_at = CASE WHEN request_counts.ends_at > :now THEN request_counts.ends_at ELSE excluded.ends_at END"
    " RETURNING count"
).bindparams(bindparam("ends_at", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime()))


@contextmanager
def _counting() -> Iterator[Connection]:
    """A transaction beside the request's own. A power cut may lose it: a count is not worth a wait for the disk."""
    with db.engine.connect().execution_options(writes=True, may_be_lost=True) as connection, connection.begin():
        yield connection


class DatabaseStorage(Storage):
    """Counts of the library `limits` as rows of `RequestCount`. Needs an application context."""

    STORAGE_SCHEME = ["database"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more, in a transaction of its own; a window ends `expiry` seconds after its first request.

        Whoever begins a window clears away those that have ended, without waiting for another who does the same.
        """
        now = clock.now()
        counted = {
            "key_hash": keyed_hash(key),
            "amount": amount,
            "ends_at": now + timedelta(seconds=expiry),
            "now": now,
        }
        with _counting() as connection:
            count = int(connection.execute(COUNT, counted).scalar_one())
            if count == amount:
                ended = select(RequestCount.key_hash).where(RequestCount.ends_at <= now)
                ended = ended.with_for_update(skip_locked=True)
                connection.execute(delete(RequestCount).where(RequestCount.key_hash.in_(ended)))
        return count

    def get(self, key: str) -> int:
        """The count of a window that goes on, else 0."""
        return self._read(key)[0]

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        return self._read(key)[1]

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            self._read("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        """Forget all counts; how many there were."""
        with _counting() as connection:
            return connection.execute(delete(RequestCount)).rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        with _counting() as connection:
            connection.execute(delete(RequestCount).where(RequestCount.key_hash == keyed_hash(key)))

    def _read(self, key: str) -> tuple[int, float]:
        going_on = (RequestCount.key_hash == keyed_hash(key)) & (RequestCount.ends_at > clock.now())
        with db.engine.connect() as connection:
            row = connection.execute(select(RequestCount.count, RequestCount.ends_at).where(going_on)).one_or_none()
        return (row[0], row[1].timestamp()) if row else (0, clock.now().timestamp())
