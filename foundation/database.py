"""The database: base class, column types, and the only place that commits."""

import enum
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import alembic.command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    event,
    func,
    select,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from foundation.errors import NotFound, Stale

T = TypeVar("T")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")
# Ordered byte by byte on both databases, so that a prefix is a range.
PathText = String(255).with_variant(String(255, collation="C"), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class ScaledDecimal(TypeDecorator[Decimal]):
    """A score or an amount of money, stored as an integer: SQLite's NUMERIC is a float."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int = 6) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else _unscaled(value, self.places)


@lru_cache(maxsize=10_000)  # marks are few different numbers, read by the hundred thousand
def _unscaled(value: int, places: int) -> Decimal:
    exact = Decimal(value).scaleb(-places).normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def enum_column(kind: type[enum.StrEnum], **options: Any) -> Any:
    """A column that holds one of an enum's values: a string with a CHECK constraint, never a native enum."""
    column_type = SqlEnum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=f"{kind.__name__.lower()}_known",
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )
    return mapped_column(column_type, **options)


class Base(DeclarativeBase):
    """The base of every model."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, Decimal: ScaledDecimal(), dict[str, Any]: JSON, list[Any]: JSON},
    )


class Keyed:
    """A model with a number for a key."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


R = TypeVar("R", bound=Base)
K = TypeVar("K", bound=Keyed)


class Versioned:
    """A record that two people may edit at once: the second one to save is told so."""

    row_version: Mapped[int] = mapped_column(default=1)

    def expect_version(self, version: int | None) -> None:
        """Raises `Stale` if the record is not as it was when the form was opened; counts the version on if it is."""
        if version is not None and version != self.row_version:
            raise Stale("这条记录在您填写期间已被别人修改。您填写的内容还在下面，请对照最新内容后再保存。")
        self.row_version += 1


db = SQLAlchemy(
    metadata=Base.metadata,
    engine_options={
        "json_serializer": partial(json.dumps, ensure_ascii=False),
        "hide_parameters": True,  # an error's text goes into the log: no names, no tokens
    },
)
session = db.session


def start_database(app: Flask) -> None:
    """Bind the application to its database and set how SQLite behaves."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        synchronous = app.config["SQLITE_SYNCHRONOUS"]
        event.listen(engine, "connect", lambda connection, _record: _prepare_sqlite(connection, synchronous))
        event.listen(engine, "begin", lambda connection: _begin_sqlite(connection, synchronous))


def _prepare_sqlite(connection: Any, synchronous: str) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", f"synchronous={synchronous}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection, synchronous: str) -> None:
    options = connection.get_execution_options()
    # What may be lost in a power cut does not wait for the disk while everybody else waits for it.
    safety = "NORMAL" if options.get("may_be_lost") else synchronous
    connection.connection.cursor().execute(f"PRAGMA synchronous={safety}")
    # A DEFERRED transaction that reads and then writes fails with "database is locked" under load.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def upgrade_schema() -> None:
    """Bring the schema to the newest migration."""
    alembic.command.upgrade(_alembic(), "head")


def schema_differences() -> list[Any]:
    """What the models say and the migrated schema does not; empty when they agree."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=migration_options(db.engine))
        return list(compare_metadata(context, Base.metadata))


def revise_schema(number: str, message: str) -> None:
    """Write a migration from what the models say and the schema does not (developers only)."""
    alembic.command.revision(_alembic(), message, autogenerate=True, rev_id=number)


def migration_options(engine: Engine) -> dict[str, Any]:
    """How Alembic compares and writes."""
    return {
        "include_object": _is_ours,
        "render_item": _render_type,
        "render_as_batch": engine.dialect.name == "sqlite",
        "compare_type": False,  # SQLite reflects too little of a type; CHECKs are compared by a test
    }


def _render_type(kind: str, item: Any, context: Any) -> str | bool:
    """Our own column types are written as what the database stores, so that a migration never changes with the code."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    context.imports.add("import sqlalchemy as sa")
    return f"sa.{item.impl_instance!r}"


def _alembic() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).resolve().parent.parent / "migrations"))
    settings.attributes["engine"] = db.engine
    return settings


def _is_ours(_item: Any, name: str | None, kind: str, reflected: bool, counterpart: Any) -> bool:
    return not (kind == "table" and reflected and counterpart is None)  # DBOS keeps its tables beside ours


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside becomes true together, or nothing does.

    What was read before is read again inside, so that a decision never rests on a stale record.
    """
    if session.info.get("in_transaction"):
        raise RuntimeError("transactions do not nest")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["in_transaction"] = True
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_transaction", None)


def fetch(query: Select[T]) -> T:
    """The one record of a query, or `NotFound`."""
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def lock(record: R) -> R:
    """The record as it is now, held against other writers until the transaction ends. `NotFound` if it is gone."""
    try:
        session.refresh(record, with_for_update={"of": type(record)})  # not what is joined to it
    except InvalidRequestError as error:
        raise NotFound from error
    return record


def lock_all(records: Collection[K]) -> None:
    """As `lock`, for many records of one kind; in the order of their keys, so that no two wait for each other."""
    for kind in {type(record) for record in records}:
        query = select(kind).where(kind.id.in_({record.id for record in records})).order_by(kind.id)
        session.scalars(query.with_for_update(of=kind).execution_options(populate_existing=True)).unique().all()


def below(column: InstrumentedAttribute[str], path: str) -> ColumnElement[bool]:
    """The rows of a subtree: a range on the path, which an index serves (LIKE does not on SQLite)."""
    return (column >= path) & (column < path[:-1] + "0")  # "0" is the character after "/"


def starts_with(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """The rows whose text begins with `prefix`, as a range."""
    return (column >= prefix) & (column < prefix + "\U0010ffff")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows, the key that the next page begins after, and how many there are in all."""

    rows: Sequence[T]
    next_after: int | None
    count: int


def page_by_key(query: Select[K], key: type[K], *, after: int | None, size: int = 50) -> Page[K]:
    """The `size` rows with keys below `after`, newest first. Paged by key: page 1,000 is as quick as page 1."""
    count = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    if after is not None:
        query = query.where(key.id < after)
    rows = session.scalars(query.order_by(None).order_by(key.id.desc()).limit(size + 1)).unique().all()
    return Page(rows[:size], rows[size - 1].id if len(rows) > size else None, count)
