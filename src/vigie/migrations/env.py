"""Alembic's entry: runs the chain on the connection that `vigie.migrations.upgrade` hands over."""

from alembic import context

from vigie.kernel.store import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
