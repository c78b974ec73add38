"""Schema migrations, run under an advisory lock; a second run changes nothing.

Alembic brings the tables; then the functions are replaced whose source has changed (`postgres/sql`).
"""

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from chorus.stores.postgres import apply_sources, enkisys, sources
from chorus.stores.postgres.fitness import PoolerUnfit, pools_transactions
from chorus.stores.postgres.schema_version import (
    MIGRATIONS,
    VERSION_TABLE,
    AppRoleUnfit,
    CoreUnfit,
    SchemaTooNew,
    revisions,
)

LOCK_ID = 0x43_48_4F_52
FORMER_TABLE = "alembic_version"
# A function may answer across tenants, so not everybody who can log in may ask. A test compares with what there is.
OUR_FUNCTIONS = sqlalchemy.text(
    "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
    " AND (p.proname = ANY (:names) OR p.proname::text ^@ 'procrastinate_') AND p.proowner = current_user::regrole"
    " ORDER BY 1"
)
FORMER_REVISIONS = sqlalchemy.text("SELECT version_num FROM alembic_version")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _engine(owner_url: str) -> sqlalchemy.Engine:
    # psycopg, because a migration is a script of many statements, which asyncpg's protocol does not take.
    return sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(owner_url), poolclass=sqlalchemy.NullPool
    )


def upgrade(owner_url: str, *, app_role: str = "chorus_app", is_enkisys: bool = False) -> None:
    """Migrate the schema to this version. With `is_enkisys` the core tables exist, and the extension is added.

    Raises:
        PoolerUnfit: If a pooler in transaction mode is in between.
    """
    if pools_transactions(owner_url):
        # The lock would stay with a session of the pooler's, and every later migration would wait for it.
        raise PoolerUnfit(PoolerUnfit.message.replace("CHORUS_DATABASE_URL", "CHORUS_DATABASE_OWNER_URL"))
    config = _config()
    with _engine(owner_url).connect() as connection:
        connection.execute(sqlalchemy.text("SELECT pg_advisory_lock(:id)"), {"id": LOCK_ID})
        connection.commit()
        _require_fit(connection, app_role)
        if is_enkisys:
            enkisys.require_apart(connection, app_role)
        _take_over(connection)
        _refuse_newer(connection)
        config.attributes["connection"] = connection
        if current(connection) is None:
            _require_core(connection, is_enkisys=is_enkisys)
            if is_enkisys:
                command.stamp(config, "0001")
        command.upgrade(config, "head")
        apply_sources.apply(connection, is_enkisys=is_enkisys)
        _grant(connection, app_role, is_enkisys=is_enkisys)
        if is_enkisys:
            enkisys.share(connection, app_role)
        connection.commit()


def current(connection: sqlalchemy.Connection) -> str | None:
    """Return the revision that the database is at."""
    revision = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    connection.commit()
    return revision


def _take_over(connection: sqlalchemy.Connection) -> None:
    """Move our revision from Alembic's own table, where it was stored first."""
    # An Enkisys' own table may have a revision of the same name, but not the extension's table beside it.
    is_candidate = _exists(connection, FORMER_TABLE) and _exists(connection, "live_chat_sessions")
    if is_candidate and not _exists(connection, VERSION_TABLE):
        found = connection.execute(FORMER_REVISIONS).scalars().all()
        if len(found) == 1 and found[0] in revisions():
            connection.execute(sqlalchemy.text(f"ALTER TABLE {FORMER_TABLE} RENAME TO {VERSION_TABLE}"))
            renamed = f"ALTER INDEX IF EXISTS {FORMER_TABLE}_pkc RENAME TO {VERSION_TABLE}_pkc"
            connection.execute(sqlalchemy.text(renamed))
    connection.commit()


def _require_core(connection: sqlalchemy.Connection, *, is_enkisys: bool) -> None:
    # Better a sentence than half of a migration's errors.
    has_core = _exists(connection, "tenants")
    connection.commit()
    if has_core and not is_enkisys:
        raise CoreUnfit("The database has tables of its own already. If they are Enkisys', use `--enkisys`.")
    if is_enkisys and not has_core:
        raise CoreUnfit("The database has no Enkisys core: leave out `--enkisys`, and Chorus brings its own.")


def _exists(connection: sqlalchemy.Connection, table: str) -> bool:
    return connection.execute(sqlalchemy.select(sqlalchemy.func.to_regclass(table))).scalar() is not None


def _refuse_newer(connection: sqlalchemy.Connection) -> None:
    revision = current(connection)
    is_newer = apply_sources.applied(connection).is_newer
    connection.commit()
    if is_newer or (revision is not None and revision not in revisions()):
        raise SchemaTooNew


def _require_fit(connection: sqlalchemy.Connection, app_role: str) -> None:
    # Before anything is changed: without the grants at the end the application could read nothing.
    found = connection.execute(
        sqlalchemy.text("SELECT rolsuper OR rolbypassrls, rolname = current_user FROM pg_roles WHERE rolname = :name"),
        {"name": app_role},
    ).one_or_none()
    connection.commit()
    if found is None:
        raise AppRoleUnfit(
            f"There is no role {app_role}, as which CHORUS_DATABASE_URL connects. Make it:"
            f" CREATE ROLE {_quoted(app_role)} LOGIN PASSWORD '…'"
        )
    if found[0] or found[1]:
        raise AppRoleUnfit(
            f"The role {app_role} of CHORUS_DATABASE_URL must own nothing and be no superuser, or nothing keeps tenants"
            " apart. Use another one than that of CHORUS_DATABASE_OWNER_URL."
        )


def _quoted(role: str) -> str:
    return str(sqlalchemy.dialects.postgresql.dialect().identifier_preparer.quote(role))  # type: ignore[no-untyped-call]


def _grant(connection: sqlalchemy.Connection, app_role: str, *, is_enkisys: bool) -> None:
    role = _quoted(app_role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON model_access, log_epoch, sql_sources, {VERSION_TABLE} FROM {role}",
    ):
        connection.execute(sqlalchemy.text(statement))
    for function in connection.execute(OUR_FUNCTIONS, {"names": sources.function_names()}).scalars().all():
        connection.execute(sqlalchemy.text(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"))
    if not is_enkisys:
        # Whatever comes later too; in an Enkisys database the owner may be theirs, and so what it makes.
        connection.execute(sqlalchemy.text("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"))
    if _exists(connection, FORMER_TABLE):  # Enkisys'
        connection.execute(sqlalchemy.text(f"REVOKE ALL ON {FORMER_TABLE} FROM {role}"))
