"""A process does not start on a schema that lacks its migrations."""

import asyncio

import asyncpg
import pytest

from chorus.cli.errors import explain
from chorus.core.exit_codes import CommandError, ExitCode
from chorus.core.ids import new_id
from chorus.processes.services import require_migrated
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.postgres import migrate, schema_version
from chorus.stores.postgres.schema_version import AppRoleUnfit, app_role_of


async def test_a_migrated_database_is_good_and_an_empty_one_is_not(postgres: embedded.Postgres) -> None:
    assert not schema_version.pending(postgres.app_url)

    empty = Settings.model_construct(database_url=postgres.url("postgres", database="postgres"))
    with pytest.raises(CommandError) as refusal:
        await require_migrated(empty)
    assert refusal.value.code is ExitCode.VERSION


async def test_the_application_s_role_may_have_any_name(postgres: embedded.Postgres) -> None:
    role = f"shop_{new_id().hex[-8:]}"
    admin = await asyncpg.connect(postgres.url("postgres"))
    await admin.execute(f"CREATE ROLE {role} LOGIN")
    url = postgres.url(role)
    assert app_role_of(url) == role
    await asyncio.to_thread(migrate.upgrade, postgres.owner_url, app_role=role)
    application = await asyncpg.connect(url)
    assert await application.fetchval("SELECT count(*) FROM messages") == 0  # allowed, and none of a tenant's seen
    await application.close()
    await admin.execute(f"DROP OWNED BY {role}")
    await admin.execute(f"DROP ROLE {role}")
    await admin.close()


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("nobody_made_this", "CREATE ROLE nobody_made_this LOGIN"),
        ("chorus_owner", "own nothing"),
        ("postgres", "no superuser"),
    ],
)
def test_a_role_that_would_not_be_held_by_row_level_security_is_refused(
    postgres: embedded.Postgres, role: str, words: str
) -> None:
    with pytest.raises(AppRoleUnfit) as refused:
        migrate.upgrade(postgres.owner_url, app_role=role)
    assert words in str(refused.value)
    readable = explain(refused.value)
    assert readable is not None
    assert readable.code is ExitCode.CONFIG


def test_migrating_again_changes_nothing(postgres: embedded.Postgres) -> None:
    migrate.upgrade(postgres.owner_url)

    assert not schema_version.pending(postgres.app_url)
