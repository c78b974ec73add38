"""Where the schema comes from: nothing, an earlier version of ours, or an Enkisys database."""

import importlib.util
from collections.abc import Iterator
from types import ModuleType
from uuid import uuid4

import psycopg
import pytest
from alembic import command

from chorus.processes.exits import ExitCode, explain
from chorus.stores import embedded, migrate, schema_version
from chorus.stores.schema_version import CoreUnfit

THEIR_REVISION = "3f2a9c1b7d4e"


@pytest.fixture
def url(postgres: embedded.Postgres) -> Iterator[str]:
    """A database of its own, empty; the owner's URL."""
    name = f"migrate_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER chorus_owner")
        yield postgres.url("chorus_owner", name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def enkisys(url: str) -> str:
    """One that Enkisys made and uses, by Alembic too."""
    with psycopg.connect(url) as theirs:
        theirs.execute(core().SQL)
        theirs.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        theirs.execute("INSERT INTO alembic_version VALUES (%s)", (THEIR_REVISION,))
        theirs.execute(
            "WITH t AS (INSERT INTO tenants (name, slug) VALUES ('Acme', 'acme') RETURNING id),"
            " p AS (INSERT INTO customers (tenant_id, name) SELECT id, 'Bao' FROM t RETURNING tenant_id, id),"
            " c AS (INSERT INTO conversations (tenant_id, customer_id) SELECT tenant_id, id FROM p"
            "       RETURNING tenant_id, id)"
            " INSERT INTO messages (tenant_id, conversation_id, role, content, created_at)"
            " SELECT tenant_id, id, role, content, now() - ago * interval '1 minute' FROM c,"
            " (VALUES ('bot', 'Hello!', 2), ('customer', 'Where is it?', 1), ('customer', 'Hi.', 3))"
            " m (role, content, ago)"
        )
    return url


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


def test_an_enkisys_database_keeps_its_rows_and_its_own_revision(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    assert schema_version.is_current(enkisys)
    assert rows(enkisys, "SELECT version_num FROM alembic_version") == [(THEIR_REVISION,)]
    assert rows(enkisys, "SELECT has_table_privilege('chorus_app', 'alembic_version', 'SELECT, UPDATE')") == [(False,)]

    migrate.upgrade(enkisys, is_enkisys=True)
    assert schema_version.is_current(enkisys)


def test_what_an_enkisys_database_brings_has_its_places_in_the_log(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    assert rows(
        enkisys,
        "SELECT m.content, m.message_type, e.agent_position, e.customer_position, e.type"
        " FROM messages m JOIN events e ON e.message_id = m.id AND e.agent_position = m.agent_position"
        " ORDER BY m.agent_position",
    ) == [
        ("Hi.", "text", 1, 1, "message.sent"),
        ("Hello!", "text", 2, 2, "message.sent"),
        ("Where is it?", "text", 3, 3, "message.sent"),
    ]
    assert rows(
        enkisys,
        "SELECT c.agent_position, c.message_position, c.last_message_at = m.created_at"
        " FROM conversations c JOIN messages m ON m.agent_position = 3",
    ) == [(3, 3, True)]


def test_an_enkisys_database_is_not_taken_for_an_empty_one_nor_the_other_way_round(
    postgres: embedded.Postgres, enkisys: str
) -> None:
    with pytest.raises(CoreUnfit, match="--enkisys") as refused:
        migrate.upgrade(enkisys)
    readable = explain(refused.value)
    assert readable is not None
    assert readable.code is ExitCode.VERSION
    with pytest.raises(CoreUnfit, match="no Enkisys core"):
        migrate.upgrade(postgres.url("chorus_owner", "postgres"), is_enkisys=True)


@pytest.mark.parametrize("revision", ["0009", "newest"])
def test_a_revision_that_stands_in_alembic_s_own_table_is_taken_over(url: str, revision: str) -> None:
    as_it_was_made_by(url, schema_version.revisions()[-1] if revision == "newest" else revision)
    assert schema_version.current(url) is None

    migrate.upgrade(url)
    assert schema_version.is_current(url)
    assert rows(url, "SELECT to_regclass('alembic_version')") == [(None,)]
    assert rows(url, "SELECT slug FROM tenants") == [("acme",)]


def as_it_was_made_by(url: str, revision: str) -> None:
    """A data directory of the days when our revision had Alembic's name for its table."""
    config = migrate._config()
    with migrate._engine(url).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    with psycopg.connect(url.replace("chorus_owner", "postgres", 1)) as admin:
        admin.execute("ALTER TABLE chorus_version RENAME TO alembic_version")
        admin.execute("ALTER INDEX chorus_version_pkc RENAME TO alembic_version_pkc")
        admin.execute("INSERT INTO tenants (name, slug) VALUES ('Acme', 'acme')")
