"""Many people at the same moment: what tests of concurrency need."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from foundation.database import db, session, transaction
from foundation.errors import Refused


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Everybody at the same moment, each with a transaction of his own; what each returned, or the `Refused` it met.

    Any other fault ends the test. What the test itself has begun is committed: it must not hold up the others, nor
    keep an old view of the database.
    """
    session.commit()
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with transaction():
                    return act()
            except Refused as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def refused_at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """The same; what was refused, and why."""
    outcomes = at_once(app, *acts)
    return ["".join([one.message, *one.reasons]) for one in outcomes if isinstance(one, Refused)]
