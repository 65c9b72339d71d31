"""Hash-chained logs: append-only, each entry carrying the digest of the one before, so that nothing changes unseen.

A log is named by what it tells of, such as "panel:17" or "stage:5". Facts tell of nobody: numbers and labels, no names
nor words that people typed, because logs are published; the audit log has the words. Append last in a transaction: the
head of the log is held until the commit, and every writer takes it after all other locks, so that no two wait for each
other.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DDL, Select, UniqueConstraint, event, select, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.database import Base, Keyed, session

GENESIS = ""
"""What the first entry of a log names as the digest before it."""


class ChainedEntry(Keyed, Base):
    """One line of a log. Neither changed nor deleted: the database itself refuses."""

    __tablename__ = "chained_entries"
    __table_args__ = (UniqueConstraint("log", "number"),)

    log: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    previous: Mapped[str]
    digest: Mapped[str]

    @property
    def line(self) -> "Line":
        """The entry as anybody can verify it."""
        return Line(self.log, self.number, self.kind, self.facts, _moment(self.at), self.previous, self.digest)


class ChainHead(Base):
    """The newest entry of a log: one row, held by whoever is appending."""

    __tablename__ = "chain_heads"

    log: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    digest: Mapped[str]


NO_CHANGE_SQLITE = """
CREATE TRIGGER chained_entries_no_{verb} BEFORE {verb} ON chained_entries
BEGIN SELECT RAISE(ABORT, 'a chained entry is never changed'); END
"""
REFUSE_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_chained_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a chained entry is never changed'; END $$
"""
NO_CHANGE_POSTGRESQL = """
CREATE TRIGGER chained_entries_no_change BEFORE UPDATE OR DELETE ON chained_entries
FOR EACH ROW EXECUTE FUNCTION refuse_chained_change()
"""
APPEND_ONLY = {
    "sqlite": [NO_CHANGE_SQLITE.format(verb=verb) for verb in ("update", "delete")],
    "postgresql": [REFUSE_POSTGRESQL, NO_CHANGE_POSTGRESQL],
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _ddl = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(ChainedEntry.__table__, "after_create", _ddl)


@dataclass(frozen=True, slots=True)
class Line:
    """A log entry as plain values, as an archive holds it; `at` in ISO 8601, UTC."""

    log: str
    number: int
    kind: str
    facts: Mapping[str, Any]
    at: str
    previous: str
    digest: str


TAKE_HEAD = text(
    "INSERT INTO chain_heads (log, number, digest) VALUES (:log, :count, '')"
    " ON CONFLICT (log) DO UPDATE SET number = chain_heads.number + :count RETURNING number, digest"
)
SET_HEAD = text("UPDATE chain_heads SET digest = :digest WHERE log = :log")


def append(log: str, kind: str, facts: Mapping[str, Any]) -> str:
    """Add one entry to `log` inside the running transaction, and return its digest.

    `facts` are JSON values: text, whole numbers, lists, mappings, None. Decimals go as text.
    """
    return append_all(log, [(kind, facts)])


def append_all(log: str, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Add entries, each a kind and its facts, in this order and in as many statements as for one; the last digest."""
    number, previous = session.execute(TAKE_HEAD, {"log": log, "count": len(entries)}).one()
    at = clock.now()
    rows = []
    for own, (kind, facts) in enumerate(entries, start=number - len(entries) + 1):
        digest = digest_of(log, own, kind, facts, _moment(at), previous)
        row = {"log": log, "number": own, "kind": kind, "facts": dict(facts), "at": at}
        rows.append(row | {"previous": previous, "digest": digest})
        previous = digest
    session.execute(ChainedEntry.__table__.insert(), rows)  # type: ignore[attr-defined]
    session.execute(SET_HEAD, {"log": log, "digest": previous})
    return str(previous)


def entries_of(log: str) -> Select[ChainedEntry]:
    """The entries of one log, oldest first."""
    return select(ChainedEntry).where(ChainedEntry.log == log).order_by(ChainedEntry.number)


def head_of(log: str) -> ChainHead | None:
    """The newest entry's number and digest; None: nothing was ever written to this log."""
    return session.get(ChainHead, log, populate_existing=True)


def digest_of(log: str, number: int, kind: str, facts: Mapping[str, Any], at: str, previous: str) -> str:
    """SHA-256 in hexadecimal over the canonical JSON (sorted keys, no blanks, UTF-8) of everything in the entry."""
    whole = {"log": log, "number": number, "kind": kind, "facts": facts, "at": at, "previous": previous}
    canonical = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_fault(log: str, lines: Iterable[Line], *, head: str | None = None) -> str | None:
    """What is wrong with these lines of `log`, oldest first, named by number; None when the chain is whole.

    `head` is the digest that the newest entry must have, if it is known from elsewhere: only so is a cut-off end seen.
    """
    previous, expected = GENESIS, 1
    for line in lines:
        if line.log != log:
            return f"日志 {log}：第 {expected} 条属于另一份日志（{line.log}）。"
        if line.number != expected:
            return f"日志 {log}：第 {expected} 条缺失（下一条是第 {line.number} 条）。"
        if line.previous != previous:
            return f"日志 {log}：第 {line.number} 条与前一条接不上，前一条被换过或删过。"
        if digest_of(log, line.number, line.kind, line.facts, line.at, line.previous) != line.digest:
            return f"日志 {log}：第 {line.number} 条（{line.kind}）的内容与指纹不符，被改动过。"
        previous, expected = line.digest, expected + 1
    if head is not None and previous != head:
        return f"日志 {log}：最后一条的指纹与公布的不符，末尾被删过或换过。"
    return None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
