"""Who points at a record: what may be deleted or merged is decided by what the schema says, not by lists that age."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, func, select

from foundation.database import Base, Keyed, session


def referring_columns(table: Table) -> Iterator[Column[int]]:
    """Every column of the schema that refers to the key of `table`."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                yield key.parent


def references_to(record: Keyed, *, ignoring: frozenset[str] = frozenset()) -> int:
    """How many rows point at `record`; those of the tables named in `ignoring` do not count."""
    table: Table = record.__table__  # type: ignore[attr-defined]
    counts = [
        select(func.count()).where(column == record.id).scalar_subquery()
        for column in referring_columns(table)
        if column.table.name not in ignoring
    ]
    return sum(session.execute(select(*counts)).one()) if counts else 0
