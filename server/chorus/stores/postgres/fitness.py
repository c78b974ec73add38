"""Whether the application can work on a database, as CHORUS_DATABASE_URL leads to it."""

from contextlib import ExitStack

import psycopg

from chorus.core.errors import ChorusError
from chorus.stores.postgres.schema_version import AppRoleUnfit, SchemaState, SchemaTooNew, state

NEIGHBOURS = 3
ROLE = """
SELECT current_user, rolsuper OR rolbypassrls,
       EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass('messages')
               AND pg_has_role(current_user, c.relowner, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""


class PoolerUnfit(ChorusError):
    """A pooler hands each transaction to another session."""

    code, status = "database.pooler_unfit", 500
    message = (
        "CHORUS_DATABASE_URL points to a pooler in transaction mode (PgBouncer, RDS Proxy, Supabase, Neon), where"
        " prepared statements and LISTEN do not work. Use PostgreSQL's own address or the pooler's session mode."
    )


def require_fit(url: str) -> None:
    """Refuse a pooler in transaction mode, a role that row-level security does not hold, and a newer schema.

    Raises `PoolerUnfit`, `AppRoleUnfit` or `SchemaTooNew`.

    Raises:
        AppRoleUnfit: If row-level security would not apply to the role.
        PoolerUnfit: If a pooler in transaction mode is in between.
        SchemaTooNew: If a newer version of Chorus has migrated the database.
    """
    if pools_transactions(url):
        raise PoolerUnfit
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(ROLE).fetchone()
    if row is not None and (row[1] or row[2]):
        raise AppRoleUnfit(
            f"CHORUS_DATABASE_URL connects as {row[0]}, which is a superuser, bypasses row-level security or owns the"
            " tables, so tenants would not be isolated. Use a role that owns nothing: docs/settings.md."
        )
    if state(url) is SchemaState.NEWER:
        raise SchemaTooNew


def pools_transactions(url: str) -> bool:
    """Return whether a pooler may run the connection's transactions in different sessions."""
    with ExitStack() as stack:
        # No prepared statements of our own: this has to work where they do not.
        ours = stack.enter_context(psycopg.connect(url, prepare_threshold=None))
        first = _backend(ours)
        if first == ours.info.backend_pid:
            return False  # PostgreSQL itself told its number: there is no pooler between
        ours.commit()
        # Others take the session that the pooler has free now; ours then gets another one.
        for _ in range(NEIGHBOURS):
            other = stack.enter_context(psycopg.connect(url, prepare_threshold=None))
            if _backend(other) == first:
                return True
        return _backend(ours) != first


def _backend(connection: "psycopg.Connection[tuple[object, ...]]") -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(str(row[0])) if row else 0
