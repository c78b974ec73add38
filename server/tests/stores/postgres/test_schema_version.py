"""What the version of the schema is read from agrees with what Alembic would say."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from chorus.stores import embedded
from chorus.stores.postgres.schema_version import MIGRATIONS, current, is_current, revisions


def test_file_names_number_the_revisions_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest_first = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert revisions() == newest_first[::-1]


def test_a_migrated_database_is_current_and_an_empty_one_has_no_revision(postgres: embedded.Postgres) -> None:
    assert is_current(postgres.owner_url)
    assert current(postgres.url("postgres", database="postgres")) is None
