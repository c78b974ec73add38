"""The embedded PostgreSQL, as it is: real servers, started and killed."""

import asyncio
import os
import pwd
import signal
import stat
import sys
from pathlib import Path

import asyncpg
import pytest

from chorus.stores import embedded
from chorus.stores.embedded.errors import DataDirectoryInUse, DataDirectoryTooNew, RootRefused
from chorus.stores.embedded.identity import nobody
from tests.stores.embedded.conftest import is_alive, process_with_servers, until

needs_root = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root on Linux")


async def ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_application_role_owns_nothing_and_bypasses_nothing(tmp_path: Path) -> None:
    async with embedded.postgres(tmp_path / "data", is_durable=False) as server:
        role = (
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert await ask(server.app_url, role) is False
        assert await ask(server.owner_url, role) is False
        assert await ask(
            server.owner_url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'chorus'"
        ) == ("chorus_owner")


async def test_server_listens_on_a_private_socket_alone(tmp_path: Path) -> None:
    async with embedded.postgres(tmp_path / "data", is_durable=False) as server:
        assert await ask(server.admin_url, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(server.directory.stat().st_mode) == 0o700


async def test_commits_are_durable_unless_told_otherwise(tmp_path: Path) -> None:
    async with embedded.postgres(tmp_path / "data") as server:
        assert await ask(server.admin_url, "SHOW fsync") == "on"
        assert await ask(server.admin_url, "SHOW synchronous_commit") == "on"


async def test_second_start_is_quick_and_has_the_data(tmp_path: Path) -> None:
    async with embedded.postgres(tmp_path / "data") as server:
        await ask(server.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    async with asyncio.timeout(30), embedded.postgres(tmp_path / "data") as server:
        assert await ask(server.owner_url, "SELECT answer FROM kept") == 42


async def test_crashed_server_comes_back_with_what_was_committed(tmp_path: Path) -> None:
    async with embedded.postgres(tmp_path / "data") as server:
        await ask(server.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        crashed = server.supervisor.pid
        os.kill(crashed, signal.SIGKILL)
        await until(lambda: server.supervisor.pid != crashed)
        async with asyncio.timeout(20):
            while await answer_or_none(server) != 42:
                await asyncio.sleep(0.02)


async def answer_or_none(server: embedded.Postgres) -> object:
    try:
        return await ask(server.owner_url, "SELECT answer FROM kept")
    except (OSError, asyncpg.PostgresError):
        return None


async def test_killed_parent_leaves_no_server_behind(tmp_path: Path) -> None:
    async with process_with_servers(tmp_path / "data") as (process, servers):
        assert all(is_alive(pid) for pid in servers)
        process.kill()
        await process.wait()
        await until(lambda: not any(is_alive(pid) for pid in servers))


async def test_directory_of_a_killed_parent_can_be_served_at_once(tmp_path: Path) -> None:
    async with process_with_servers(tmp_path / "data") as (process, _):
        process.kill()
        await process.wait()
        async with embedded.postgres(tmp_path / "data") as server, embedded.valkey(tmp_path / "data"):
            assert await ask(server.app_url, "SELECT 1") == 1


async def test_second_process_on_a_directory_is_refused(tmp_path: Path) -> None:
    async with process_with_servers(tmp_path / "data") as (process, _):
        with pytest.raises(DataDirectoryInUse, match=f"in use by process {process.pid}"):
            async with embedded.postgres(tmp_path / "data"):
                pass


async def test_cluster_of_another_postgres_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "postgres").mkdir(parents=True)
    (tmp_path / "data" / "postgres" / "PG_VERSION").write_text("19\n")
    with pytest.raises(DataDirectoryTooNew, match="belongs to PostgreSQL 19"):
        async with embedded.postgres(tmp_path / "data"):
            pass


async def test_interrupted_creation_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "data" / "postgres.new" / "base").mkdir(parents=True)
    async with embedded.postgres(tmp_path / "data", is_durable=False) as server:
        assert await ask(server.app_url, "SELECT 1") == 1


async def test_long_path_has_its_socket_elsewhere(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 20) / "data"
    async with embedded.postgres(data_dir, is_durable=False) as server:
        assert data_dir not in server.directory.parents
        assert stat.S_IMODE(server.directory.stat().st_mode) == 0o700
        assert await ask(server.app_url, "SELECT 1") == 1
    assert not server.directory.exists()


@needs_root
async def test_root_needs_no_account(tmp_path: Path) -> None:
    async with embedded.postgres(tmp_path / "data", is_durable=False) as server:
        assert Path(f"/proc/{server.supervisor.pid}/uid_map").read_text().split() == ["1", "0", "1"]


@needs_root
async def test_root_without_namespaces_runs_it_as_nobody(open_dir: Path) -> None:
    data_dir = open_dir / "data"
    data_dir.mkdir()
    async with embedded.postgres(data_dir, is_durable=False, identity=nobody(data_dir)) as server:
        assert await ask(server.app_url, "SELECT 1") == 1
        assert Path(f"/proc/{server.supervisor.pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@needs_root
async def test_nobody_who_cannot_reach_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    with pytest.raises(RootRefused, match="Start Chorus as a normal user, or set CHORUS_DATABASE_URL"):
        nobody(tmp_path / "closed" / "data")
