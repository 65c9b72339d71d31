"""The migrated database against the models: no table, column or state is missing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Enum, Inspector, inspect

from foundation.database import db, schema_differences
from tests.apps import inside, make_app


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database that the migrations built from nothing."""
    folder: Path = tmp_path_factory.mktemp("migrated")
    app = make_app(f"sqlite:///{folder / 'test.sqlite'}", folder)
    with inside(app):
        result = app.test_cli_runner().invoke(args=["upgrade"])
        assert result.exit_code == 0, result.output
        yield app


def test_every_state_can_be_stored(migrated: Flask):
    inspector = inspect(db.engine)
    enums = {
        (table.name, column.name): set(column.type.enums)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
    }
    assert enums, "no states were found"
    assert {(table, column): _allowed(inspector, table, column) for table, column in enums} == enums


def test_migrations_build_what_the_models_describe(migrated: Flask):
    assert schema_differences() == []


def _allowed(inspector: Inspector, table: str, column: str) -> set[str]:
    """The values that the CHECK on a column lets in."""
    for constraint in inspector.get_check_constraints(table):
        if re.fullmatch(rf'\W*"?{column}"?\W* IN \([^()]*\)\W*', constraint["sqltext"]):
            return set(re.findall(r"'([^']*)'", constraint["sqltext"]))
    return set()
