"""Alembic's entry: runs the revisions on the connection that `chorus.stores.postgres.migrate` hands over."""

from alembic import context

from chorus.stores.postgres.schema_version import VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=None, transaction_per_migration=True, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
