"""What the other integration tests lean on: an empty database each, and requests that share nothing with the test."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from foundation.audit import AuditEntry
from foundation.database import lock, session, transaction
from foundation.errors import NotFound

QueryCount = Callable[[], AbstractContextManager[list[str]]]


def entry() -> AuditEntry:
    return AuditEntry(actor_name="测试", action="try_database", subject_kind="test")


@pytest.mark.parametrize("turn", [1, 2])
def test_database_is_empty_and_counts_from_one_in_every_test(app: Flask, turn: int):
    with transaction():
        session.add(entry())
    assert session.scalars(select(AuditEntry.id)).all() == [1]


@pytest.mark.own_app("adds a page")
def test_client_sees_what_the_test_stored_and_shares_nothing_else(app: Flask, client: FlaskClient):
    @app.get("/count")
    def count() -> list[object]:
        return [session.scalar(select(func.count()).select_from(AuditEntry)), "mark" in g]

    g.mark = "the test's own"
    session.add(entry())
    assert client.get("/count").json == [1, False]


def test_lock_of_a_record_that_is_gone_says_so(app: Flask):
    with transaction():
        session.add(kept := entry())
    session.execute(text("DELETE FROM audit_entries"))
    with pytest.raises(NotFound):
        lock(kept)


def test_query_count_gathers_the_statements_sent_meanwhile(app: Flask, query_count: QueryCount):
    session.scalar(text("SELECT 1"))
    with query_count() as statements:
        session.scalar(text("SELECT 2"))
        session.scalar(text("SELECT 3"))
    assert len(statements) == 2
