"""On what the application refuses to start: a pooler in transaction mode, a role that nothing holds, a newer schema."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from chorus.cli.doctor.pooler import check_pooler
from chorus.cli.doctor.servers import check_database
from chorus.cli.errors import explain
from chorus.core.exit_codes import ExitCode
from chorus.processes.services import require_migrated
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.postgres import migrate
from chorus.stores.postgres.fitness import PoolerUnfit, pools_transactions, require_fit
from chorus.stores.postgres.schema_version import AppRoleUnfit, SchemaTooNew
from tests.ports import free_port

PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
has_pgbouncer = pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed")


@asynccontextmanager
async def pgbouncer(postgres: embedded.Postgres, folder: Path, mode: str) -> AsyncIterator[str]:
    """A pooler before PostgreSQL; the application's URL through it."""
    where = parse_qs(urlsplit(postgres.admin_url).query)
    port = free_port()
    (folder / "users").write_text('"chorus_app" ""\n"chorus_owner" ""\n')
    (folder / "ini").write_text(
        f"[databases]\nchorus = host={where['host'][0]} port={where['port'][0]} dbname=chorus\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = trust\nauth_file = {folder}/users\n"
        f"pool_mode = {mode}\ndefault_pool_size = 8\nunix_socket_dir =\nlogfile = {folder}/log\n"
    )
    # It refuses to run as root: there, in a namespace where it is somebody else.
    other = ("unshare", "--user", "--map-user=1", "--map-group=1") if os.geteuid() == 0 else ()
    command = [*other, str(PGBOUNCER), str(folder / "ini")]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    try:
        url = f"postgresql://chorus_app@127.0.0.1:{port}/chorus"
        for _ in range(200):
            try:
                await asyncio.to_thread(_knock, url)
                break
            except psycopg.Error:
                await asyncio.sleep(0.05)
        yield url
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _knock(url: str) -> None:
    psycopg.connect(url).close()


@has_pgbouncer
async def test_a_pooler_in_transaction_mode_is_refused_in_a_sentence(
    postgres: embedded.Postgres, tmp_path: Path
) -> None:
    async with pgbouncer(postgres, tmp_path, "transaction") as url:
        settings = Settings.model_construct(database_url=url)
        with pytest.raises(PoolerUnfit, match="session mode") as refusal:
            await require_migrated(settings)
        explained = explain(refusal.value)
        assert explained is not None
        assert explained.code is ExitCode.CONFIG
        assert "transaction mode" in (await check_pooler(settings)).text


@has_pgbouncer
async def test_a_migration_leaves_no_lock_with_a_pooler_in_transaction_mode(
    postgres: embedded.Postgres, tmp_path: Path
) -> None:
    async with pgbouncer(postgres, tmp_path, "transaction") as url:
        with pytest.raises(PoolerUnfit, match="CHORUS_DATABASE_OWNER_URL points to a pooler"):
            await asyncio.to_thread(migrate.upgrade, url.replace("chorus_app", "chorus_owner"))
        with psycopg.connect(postgres.admin_url, autocommit=True) as connection:
            locks = connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", (migrate.LOCK_ID,)
            ).fetchone()
        assert locks == (0,)


@has_pgbouncer
async def test_a_pooler_in_session_mode_is_none(postgres: embedded.Postgres, tmp_path: Path) -> None:
    async with pgbouncer(postgres, tmp_path, "session") as url:
        await require_migrated(Settings.model_construct(database_url=url))


def test_postgresql_itself_is_no_pooler(postgres: embedded.Postgres) -> None:
    assert not pools_transactions(postgres.app_url)
    require_fit(postgres.app_url)


@pytest.mark.parametrize("role", ["postgres", "chorus_owner"])
def test_a_role_that_no_policy_holds_is_refused(postgres: embedded.Postgres, role: str) -> None:
    with pytest.raises(AppRoleUnfit, match=f"connects as {role}"):
        require_fit(postgres.url(role))


async def test_a_newer_schema_is_refused(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute("UPDATE chorus_version SET version_num = '9999'")

    url = empty_database.replace("chorus_owner", "chorus_app", 1)
    with pytest.raises(SchemaTooNew):
        require_fit(url)
    report = {finding.subject: finding async for finding in check_database(Settings.model_construct(database_url=url))}
    assert (report["schema"].text, report["schema"].code) == ("newer than this version.", ExitCode.VERSION)
