"""A second tenant's clients in a separate process, to measure isolation between tenants under load.

`python -m load.clients.isolation_probe CREDENTIALS RATE` opens the sockets of a JSON file and reads commands from its
standard input: `start` begins to send at the rate, `finish` stops and prints the delivery times in milliseconds.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from uuid import UUID

import uvloop

from load.clients.client_pool import connect_all, send_window, wait_until_settled
from load.clients.light_client import TrafficStats
from load.stack.credentials import Credential
from load.stack.stack import Stack

UNBOUNDED_SECONDS = 3_600.0
OPENING_SECONDS, REPORT_SECONDS = 60.0, 30.0


@dataclass(slots=True)
class IsolationProbe:
    """The process, as seen by its parent."""

    process: asyncio.subprocess.Process

    async def start(self) -> None:
        """Start sending."""
        await self._command("start")

    async def finish(self) -> list[float]:
        """Stop sending and return each delivery time in milliseconds; a lost message is infinite."""
        await self._command("finish")
        found: list[float] = json.loads(await self.read_line(REPORT_SECONDS))
        return found

    async def read_line(self, seconds: float) -> bytes:
        """Return the next line of its output. Raises `AssertionError` when the process has ended."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            line = await self.process.stdout.readline()
        assert line, "the isolation probe has ended"
        return line

    async def _command(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        await self.process.stdin.drain()


@asynccontextmanager
async def isolation_probe(
    stack: Stack, credentials: Sequence[Credential], rate: float
) -> AsyncIterator[IsolationProbe]:
    """Start the process and open its sockets; it ends with the context."""
    path = stack.folder / "isolation_probe.json"
    path.write_text(json.dumps([asdict(credential) for credential in credentials], default=str))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "load.clients.isolation_probe", str(path), str(rate)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    try:
        found = IsolationProbe(process)
        await found.read_line(OPENING_SECONDS)
        yield found
    finally:
        process.kill()
        await process.wait()


async def main(path: str, rate: float) -> None:
    """Execute commands until standard input is closed."""
    with open(path) as file:  # noqa: ASYNC230 - before anything runs
        credentials = [
            Credential(**{**one, "conversation_id": UUID(one["conversation_id"])}) for one in json.load(file)
        ]
    stats = TrafficStats()
    clients, _ = await connect_all(credentials, stats)
    print("open", flush=True)
    loop, sending = asyncio.get_running_loop(), None
    while command := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        if command == "start":
            sending = asyncio.create_task(send_window(clients, stats, rate, UNBOUNDED_SECONDS))
        elif sending is not None:
            sending.cancel()
            await wait_until_settled(stats)
            print(json.dumps([*stats.delivered.values(), *[float("inf")] * stats.lost]), flush=True)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], float(sys.argv[2])))
