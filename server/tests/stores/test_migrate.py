"""Where the schema comes from: nothing, or an earlier version of ours."""

import psycopg
import pytest
from alembic import command

from chorus.stores.postgres import migrate, schema_version
from tests.stores.databases import rows


@pytest.mark.parametrize("revision", ["0009", "newest"])
def test_a_revision_that_stands_in_alembic_s_own_table_is_taken_over(empty_database: str, revision: str) -> None:
    as_it_was_made_by(empty_database, schema_version.revisions()[-1] if revision == "newest" else revision)
    assert schema_version.current(empty_database) is None

    migrate.upgrade(empty_database)
    assert schema_version.is_current(empty_database)
    assert rows(empty_database, "SELECT to_regclass('alembic_version')") == [(None,)]
    assert rows(empty_database, "SELECT slug FROM tenants") == [("acme",)]


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
