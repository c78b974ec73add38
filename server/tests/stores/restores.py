"""A PostgreSQL of one's own that is put back to an earlier state, by each of the ways in docs/restore.md."""

import asyncio
import os
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from chorus.stores import embedded
from chorus.stores.embedded.postgres_server import _installed
from chorus.stores.postgres import migrate

BINARIES = _installed() / "bin"


class Site:
    """A data directory with its server; `backup` remembers it, `restore` puts it back under running processes."""

    def __init__(self, directory: Path, way: str) -> None:
        self.directory = directory
        self.way = way
        self.copy = directory.with_name("copy")
        self.archive = directory.with_name("archive")
        self._server = AsyncExitStack()

    async def start(self) -> None:
        """Start the server; the first time with a schema."""
        is_new = not (self.directory / "postgres").exists()
        self.postgres = await self._server.enter_async_context(embedded.postgres(self.directory))
        if not is_new:
            return
        if self.way == "point in time":
            self.archive.mkdir()
            with (self.directory / "postgres" / "postgresql.conf").open("a") as settings:
                settings.write(f"archive_mode = on\narchive_command = 'cp %p {self.archive}/%f'\n")
            await self.stop()
            self.postgres = await self._server.enter_async_context(embedded.postgres(self.directory))
        await asyncio.to_thread(migrate.upgrade, self.postgres.owner_url)

    async def stop(self) -> None:
        """Stop the server."""
        await self._server.aclose()
        self._server = AsyncExitStack()

    async def backup(self) -> None:
        """Remember the state of now."""
        if self.way == "volume":
            await self.stop()
            shutil.copytree(self.directory / "postgres", self.copy, symlinks=True)
            await self.start()
        elif self.way == "point in time":
            await self._run("pg_basebackup", "-D", str(self.copy), "-X", "none", "-c", "fast")
        else:
            await self._run("pg_dump", "-Fc", "-f", str(self.copy), "chorus")

    async def restore(self) -> None:
        """The state that was remembered, and nothing later."""
        if self.way == "dump into a new database":
            await self._sql("DROP DATABASE chorus WITH (FORCE)")
            await self._sql("CREATE DATABASE chorus OWNER chorus_owner")
            await self._run("pg_restore", "-d", "chorus", str(self.copy))
        elif self.way == "dump over the old tables":
            await self._sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'chorus_app'")
            await self._run("pg_restore", "--clean", "--if-exists", "-1", "-d", "chorus", str(self.copy))
        else:
            await self.stop()
            cluster = self.directory / "postgres"
            shutil.rmtree(cluster)
            shutil.copytree(self.copy, cluster, symlinks=True)
            cluster.chmod(0o700)
            if self.way == "point in time":
                with (cluster / "postgresql.conf").open("a") as settings:
                    settings.write(
                        f"restore_command = 'cp {self.archive}/%f %p'\nrecovery_target = 'immediate'\n"
                        "recovery_target_action = 'promote'\n"
                    )
                (cluster / "recovery.signal").touch()
            await self.start()

    async def _sql(self, sql: str) -> None:
        await self._run("psql", "-q", "-d", "postgres", "-c", sql)

    async def _run(self, program: str, *arguments: str) -> None:
        where = parse_qs(urlsplit(self.postgres.admin_url).query)
        environment = {**os.environ, "PGHOST": where["host"][0], "PGPORT": where["port"][0], "PGUSER": "postgres"}
        process = await asyncio.create_subprocess_exec(
            str(BINARIES / program), *arguments, env=environment, stderr=asyncio.subprocess.PIPE
        )
        _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
