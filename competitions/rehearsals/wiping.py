"""Deleting all that belongs to a rehearsal, along the foreign keys of the schema.

A row goes with the row that it refers to: an event with its competition, a mark with its sheet. Two kinds of reference
are read otherwise, and named here: what a row owns although it refers to it, and what is shared with everything else.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import ForeignKey, Table, delete, select, tuple_

from foundation.database import Base, session

ROOT = "competitions"
OWNED = frozenset(
    {
        "modules.scheme_id",
        "module_panels.panel_id",
        "quizzes.paper_id",
        "rehearsal_accounts.account_id",
        "rehearsal_units.organisation_id",
    }
)
"""References by which a row owns the one that it names: the other goes with it."""
SHARED = frozenset(
    {
        "accounts",
        "assessment_key_skills",
        "assessment_sittings",
        "device_operations",
        "jobs",
        "organisations",
        "persons",
        "public_notices",
        "question_banks",
        "questions",
        "reviews",
        "stored_files",
    }
)
"""Tables of which only rows that are owned go, and nothing that refers to them but their `BELONGINGS`.

Sittings and key skills of assessments, and reviews of studios, refer to panels, papers and schemes of their own, never
to a rehearsal's.
"""
BELONGINGS = frozenset(
    {
        "login_sessions.account_id",
        "marking_conflicts.account_id",
        "marking_conflicts.organisation_id",
        "role_grants.account_id",
    }
)
CHUNK = 500  # keys in one statement

Key = tuple[int, ...]
Rows = dict[Table, set[Key]]


def wipe(competition_id: int) -> int:
    """Delete the competition and all that goes with it, whatever it is; how many rows. The caller has checked."""
    session.flush()
    found = rows_of(competition_id)
    for table in reversed(Base.metadata.sorted_tables):
        for keys in _in_parts(found.get(table, ())):
            session.execute(delete(table).where(tuple_(*table.primary_key).in_(keys)))
    session.expire_all()
    return sum(map(len, found.values()))


def rows_of(competition_id: int) -> Rows:
    """The keys of everything that goes with a competition, by table. Held against other writers as they are found."""
    root = Base.metadata.tables[ROOT]
    found: Rows = {}
    waiting: list[tuple[Table, set[Key]]] = [(root, {(competition_id,)})]
    while waiting:
        table, keys = waiting.pop()
        new = keys - found.setdefault(table, set())
        found[table] |= new
        if new:
            waiting += [(to, _named(key, one_way, new)) for to, key, one_way in _ways_from(table)]
    return found


def tables_wiped() -> set[str]:
    """The tables from which a wipe may delete."""
    found: set[str] = set()
    waiting = [Base.metadata.tables[ROOT]]
    while waiting:
        table = waiting.pop()
        if table.name not in found:
            found.add(table.name)
            waiting += [to for to, _key, _owned in _ways_from(table)]
    return found


def _ways_from(table: Table) -> Iterator[tuple[Table, ForeignKey, bool]]:
    """The tables whose rows go with those of `table`, by which key, and whether `table` owns them by it."""
    for key in table.foreign_keys:
        if name_of(key) in OWNED:
            yield key.column.table, key, True
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and name_of(key) not in OWNED and _followed(other, key):
                yield other, key, False


def _followed(child: Table, key: ForeignKey) -> bool:
    if key.column.table.name in SHARED:
        return name_of(key) in BELONGINGS
    return child.name not in SHARED


def name_of(key: ForeignKey) -> str:
    """A reference as it is named here: "table.column"."""
    return f"{key.parent.table.name}.{key.parent.name}"


def _named(key: ForeignKey, owned: bool, keys: Collection[Key]) -> set[Key]:
    """The keys of the rows that `key` leads to from the rows with `keys`."""
    child = key.parent.table
    columns = [key.parent] if owned else list(child.primary_key)
    given = tuple_(*child.primary_key) if owned else tuple_(key.parent)
    found: set[Key] = set()
    for part in _in_parts(keys):
        query = select(*columns).where(given.in_(part), key.parent.is_not(None))
        found.update(tuple(row) for row in session.execute(query.with_for_update()))
    return found


def _in_parts(keys: Collection[Key]) -> Iterator[list[Key]]:
    ordered = sorted(keys)
    yield from (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
