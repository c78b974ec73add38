"""Waiting on conditions, and a process that can be killed with servers in it."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

# Starts both servers in the directory it is given, says their process ids, and waits for the end.
SERVE = """
import asyncio, sys
from pathlib import Path
from tempfile import TemporaryDirectory
from chorus.stores import embedded

async def main():
    async with embedded.postgres(Path(sys.argv[1])) as pg, embedded.valkey(Path(sys.argv[1])) as valkey:
        print(pg.supervisor.pid, valkey.supervisor.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def is_alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    """Wait for it to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def process_with_servers(data_dir: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[int]]]:
    """Another process that runs both servers, and the servers' ids."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, str(data_dir), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    pids = [int(word) for word in (await process.stdout.readline()).split()]
    try:
        yield process, pids
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A directory that every account can reach."""
    with TemporaryDirectory(prefix="chorus-test-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)
