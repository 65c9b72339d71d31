"""A rehearsal is wiped along the foreign keys: every table of the schema is reached, or it is said why not."""

from flask import Flask
from sqlalchemy import ForeignKey

from competitions.rehearsals.wiping import BELONGINGS, OWNED, ROOT, SHARED, name_of, tables_wiped
from foundation.database import Base


def test_every_table_that_refers_to_competitions_is_wiped(app: Flask):
    assert _tables_below({ROOT}) - tables_wiped() == set()


def test_every_reference_out_of_a_wiped_table_is_owned_or_shared(app: Flask):
    """A table that a new one refers to, and that nothing leads to from a competition, has to be put into a list."""
    wiped = tables_wiped()
    undecided = {
        name_of(key)
        for key in _references()
        if key.parent.table.name in wiped
        and key.column.table.name not in SHARED | wiped
        and name_of(key) not in OWNED | BELONGINGS
    }
    assert undecided == set()


def test_nothing_is_listed_that_does_not_exist(app: Flask):
    assert {name_of(key) for key in _references()} >= OWNED | BELONGINGS
    assert Base.metadata.tables.keys() >= SHARED


def _tables_below(known: set[str]) -> set[str]:
    further = {key.parent.table.name for key in _references() if key.column.table.name in known} | known
    return known if further == known else _tables_below(further)


def _references() -> list[ForeignKey]:
    return [key for table in Base.metadata.sorted_tables for key in table.foreign_keys]
