"""A process does not start on a schema that lacks its migrations."""

import pytest

from chorus.processes.exits import CommandError, ExitCode
from chorus.processes.schema import require_migrated
from chorus.processes.settings import Settings
from chorus.stores import embedded, migrate, schema_version


async def test_a_migrated_database_is_good_and_an_empty_one_is_not(postgres: embedded.Postgres) -> None:
    assert not schema_version.pending(postgres.app_url)

    empty = Settings.model_construct(database_url=postgres.url("postgres", database="postgres"))
    with pytest.raises(CommandError) as refusal:
        await require_migrated(empty)
    assert refusal.value.code is ExitCode.VERSION


def test_migrating_again_changes_nothing(postgres: embedded.Postgres) -> None:
    migrate.upgrade(postgres.owner_url)

    assert not schema_version.pending(postgres.app_url)
