"""Replace the SQL functions of a database whose source has changed, in the transaction of the caller."""

import json

import sqlalchemy
from sqlalchemy import text

from chorus.stores.postgres import sources
from chorus.stores.postgres.sources import AppliedSources


def applied(connection: sqlalchemy.Connection) -> AppliedSources:
    """Return what the database has; nothing where it is older than these sources."""
    if connection.execute(text("SELECT to_regclass('sql_sources')")).scalar() is None:
        return AppliedSources()
    row = connection.execute(text(sources.APPLIED)).one()
    return AppliedSources(row.version, row.files)


def apply(connection: sqlalchemy.Connection, *, is_enkisys: bool) -> list[str]:
    """Run the files that the database has in another form or not at all. Return their names.

    A database that Enkisys made stays one, also where nobody says so again.
    """
    before = applied(connection)
    files = sources.texts(is_enkisys=is_enkisys or before.is_enkisys)
    digests = sources.digests(files)
    stale = [name for name in files if before.files.get(name) != digests[name]]
    for name in stale:
        # As it stands: several statements, and a % that is no parameter.
        connection.exec_driver_sql(files[name], execution_options={"no_parameters": True})
    connection.execute(
        text("UPDATE sql_sources SET version = :version, files = CAST(:files AS jsonb)"),
        {"version": sources.version(), "files": json.dumps(digests)},
    )
    return stale
