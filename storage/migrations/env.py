"""What Alembic runs: always on a connection that the caller opened."""

from alembic import context

import storage.schema

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=storage.schema.metadata,
    compare_type=True,
    include_name=storage.schema.ours,
)
context.run_migrations()
