"""Which schema this version needs, and which one a database has; without Alembic, so that a start stays light."""

import getpass
import re
from enum import StrEnum
from pathlib import Path

import psycopg
import psycopg.conninfo

from chorus.core.errors import ChorusError
from chorus.stores.postgres import sources
from chorus.stores.postgres.sources import AppliedSources

# Not Alembic's own `alembic_version`: in an Enkisys database that may be Enkisys'.
VERSION_TABLE = "chorus_version"
MIGRATIONS = Path(__file__).parents[3] / "migrations"
# A revision is the number that its file begins with, and each follows the one before; a test holds us to it.
FILE = re.compile(r"(?<!\w)(\d{4})_\w++\.py")


class SchemaState(StrEnum):
    """How a database stands to this version."""

    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


class SchemaTooNew(ChorusError):
    """The database was migrated by a newer version of Chorus."""

    code, status = "schema.too_new", 500
    message = "The database was migrated by a newer version of Chorus. Start that version."


class CoreUnfit(ChorusError):
    """The core that an Enkisys database brings is missing, or there although nobody said that the database is one."""

    code, status = "schema.core_unfit", 500


class AppRoleUnfit(ChorusError):
    """The role of the application is missing, or would not be held by row-level security."""

    code, status = "schema.app_role_unfit", 500


def app_role_of(database_url: str) -> str:
    """Return the role that the application connects as."""
    return str(psycopg.conninfo.conninfo_to_dict(database_url).get("user") or getpass.getuser())


def revisions() -> list[str]:
    """Return the revisions known to this version, oldest first."""
    found = (FILE.fullmatch(path.name) for path in (MIGRATIONS / "versions").iterdir())
    return sorted(match[1] for match in found if match)


def current(url: str) -> str | None:
    """Return the revision that the database is at."""
    return _read(url)[0]


def state(url: str) -> SchemaState:
    """Compare the database with this version, its tables and its functions."""
    revision, applied = _read(url)
    known = revisions()
    if revision is None or revision in known[:-1]:
        return SchemaState.BEHIND
    if revision not in known or applied.is_newer:
        return SchemaState.NEWER
    return SchemaState.CURRENT if applied.is_current else SchemaState.BEHIND


def pending(url: str) -> bool:
    """Return whether the database is behind this version."""
    return state(url) is SchemaState.BEHIND


def is_current(url: str) -> bool:
    """Return whether the database is exactly at this version."""
    return state(url) is SchemaState.CURRENT


def _read(url: str) -> tuple[str | None, AppliedSources]:
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass(%s)", (VERSION_TABLE,)).fetchone() == (None,):
            return None, AppliedSources()
        row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
        revision = str(row[0]) if row else None
        if connection.execute("SELECT to_regclass('sql_sources')").fetchone() == (None,):
            return revision, AppliedSources()
        applied = connection.execute(sources.APPLIED).fetchone()
    return revision, AppliedSources(*applied) if applied else AppliedSources()
