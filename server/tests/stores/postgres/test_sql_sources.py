"""The functions of a database come from one source each, whatever the database was before."""

import psycopg
import pytest
from alembic import command

from chorus.stores.postgres import migrate, schema_version, sources
from chorus.stores.postgres.schema_version import SchemaState, SchemaTooNew, state
from tests.stores.databases import rows

NOT_OF_EXTENSIONS = "p.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype = 'e')"
OURS = (
    "SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
    f" AND p.proname !~ '^procrastinate_' AND {NOT_OF_EXTENSIONS} ORDER BY 1, 2"
)

MARK = "UPDATE sql_sources SET version = version - 1, files = files || jsonb_build_object('{}', 'another hash')"


def execute(url: str, sql: str) -> None:
    """As the owner."""
    with psycopg.connect(url) as connection:
        connection.execute(sql.encode())


def test_every_function_has_a_source_and_every_source_makes_one(empty_database: str) -> None:
    migrate.upgrade(empty_database)

    found = {name for name, _ in rows(empty_database, OURS)}
    enkisys = set(sources.function_names()) - found
    assert enkisys == {"enkisys_place_message", "enkisys_record_status"}
    assert found < set(sources.function_names())


@pytest.mark.parametrize("oldest", ["0001", "0007", "0019"])
def test_a_database_from_an_old_revision_ends_with_the_same_functions(
    empty_database: str, another_database: str, oldest: str
) -> None:
    migrate.upgrade(empty_database)
    config = migrate._config()
    with migrate._engine(another_database).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, oldest)
    migrate.upgrade(another_database)

    assert rows(another_database, OURS) == rows(empty_database, OURS)
    assert state(another_database) is SchemaState.CURRENT


def test_a_function_whose_source_has_changed_is_replaced_and_no_other(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    fresh = rows(empty_database, OURS)
    changed = "CREATE OR REPLACE FUNCTION {} RETURNS SETOF uuid LANGUAGE sql AS 'SELECT NULL::uuid'"
    execute(empty_database, changed.format("lookup_tenants()"))
    execute(empty_database, changed.format("lookup_lost_logins(wanted uuid[])"))
    execute(empty_database, 'UPDATE sql_sources SET version = version - 1, files = files || \'{"tenants.sql": "old"}\'')
    assert state(empty_database) is SchemaState.BEHIND

    migrate.upgrade(empty_database)
    differing = {name for name, text in rows(empty_database, OURS) if (name, text) not in fresh}
    assert differing == {"lookup_lost_logins"}
    assert state(empty_database) is SchemaState.CURRENT


def test_a_file_that_fails_leaves_every_function_as_it_was(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(empty_database)
    before = rows(empty_database, OURS)
    changed = {
        name: text.replace("is_disabled", "IS_DISABLED") for name, text in sources.texts(is_enkisys=False).items()
    }
    monkeypatch.setattr(sources, "texts", lambda **_: {**changed, "~last.sql": "CREATE FUNCTION"})

    with pytest.raises(Exception, match="syntax error"):
        migrate.upgrade(empty_database)
    assert rows(empty_database, OURS) == before


def test_an_older_version_leaves_newer_functions_alone(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    execute(empty_database, "UPDATE sql_sources SET version = version + 1")

    assert state(empty_database) is SchemaState.NEWER
    with pytest.raises(SchemaTooNew):
        migrate.upgrade(empty_database)


def test_only_enkisys_databases_get_what_is_enkisys(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    named = "SELECT count(*) FROM pg_proc WHERE proname = 'enkisys_place_message'"
    assert rows(enkisys, named) == [(1,)]

    # Once it is one, it stays one: `chorus up` does not say it again.
    execute(enkisys, 'UPDATE sql_sources SET files = files || \'{"enkisys/place_message.sql": "old"}\'')
    assert state(enkisys) is SchemaState.BEHIND
    migrate.upgrade(enkisys)
    assert schema_version.is_current(enkisys)


def test_the_version_of_the_sources_is_counted() -> None:
    assert sources.VERSION_FILE.read_text() == sources.render_version(), "run `make gen`"
