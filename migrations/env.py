"""How Alembic reaches the database and what it compares. Run by `flask upgrade`; `flask revise` adds a version."""

from alembic import context

import website.app  # noqa: F401 - brings every model
from foundation.database import Base, migration_options

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection, target_metadata=Base.metadata, **migration_options(engine))
    with context.begin_transaction():
        context.run_migrations()
