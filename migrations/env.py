"""How Alembic reaches the database and what it compares. Run by `flask upgrade`; `flask revise` adds a version."""

from alembic import context

import website.app  # noqa: F401 - brings every model
from foundation.database import Base, migration_options

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        # A table that is made anew is dropped for a moment, which its references would forbid.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(connection, target_metadata=Base.metadata, **migration_options(engine))
    with context.begin_transaction():
        context.run_migrations()
    if engine.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        assert not broken, f"the migration left {len(broken)} broken references: {broken[:5]}"
        connection.rollback()
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
