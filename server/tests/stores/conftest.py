"""Databases of their own, for what changes a schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from chorus.stores import embedded
from tests.stores.databases import THEIR_REVISION, core


@contextmanager
def fresh_database(postgres: embedded.Postgres) -> Iterator[str]:
    """A database of its own, empty; the owner's URL."""
    name = f"migrate_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER chorus_owner")
        yield postgres.url("chorus_owner", name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database(postgres: embedded.Postgres) -> Iterator[str]:
    """An empty database; the owner's URL."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture
def another_database(postgres: embedded.Postgres) -> Iterator[str]:
    """A second one."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def their_role(postgres: embedded.Postgres) -> str:
    """The role as which Enkisys' own processes work."""
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE enkisys_app LOGIN")
    return "enkisys_app"


@pytest.fixture
def enkisys(empty_database: str, their_role: str) -> str:
    """One that Enkisys made and uses, by Alembic too."""
    with psycopg.connect(empty_database) as theirs:
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
        theirs.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + their_role)
    return empty_database
