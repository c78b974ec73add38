"""What a migration may find: the core as Enkisys has it."""

import importlib.util
from types import ModuleType

import psycopg

from chorus.stores.postgres import schema_version

THEIR_REVISION = "3f2a9c1b7d4e"


def core() -> ModuleType:
    """The first migration, which says what the core is."""
    spec = importlib.util.spec_from_file_location("core", schema_version.MIGRATIONS / "versions" / "0001_core.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    """As the superuser, whom no policy holds."""
    with psycopg.connect(url.replace("chorus_owner", "postgres", 1)) as connection:
        return connection.execute(sql.encode()).fetchall()
