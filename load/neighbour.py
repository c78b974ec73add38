"""Another tenant's people in a process of their own: what they see, the one who makes the storm does not slow down.

`python -m load.neighbour SEATS RATE` opens the seats of a JSON file and takes orders from its standard input: `chat`
begins to talk at the rate, `tell` ends that and prints the delivery times in milliseconds.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from uuid import UUID

import uvloop

from load.crowd import open_all, settle, window
from load.light_client import Tally
from load.seats import Seat
from load.stack import Stack

FOR_EVER = 3_600.0
OPENING_SECONDS, TELLING_SECONDS = 60.0, 30.0


@dataclass(slots=True)
class Neighbour:
    """The process, as its parent has it."""

    process: asyncio.subprocess.Process

    async def chat(self) -> None:
        """Begin."""
        await self._order("chat")

    async def tell(self) -> list[float]:
        """End; how long each message took to its peer (ms)."""
        await self._order("tell")
        found: list[float] = json.loads(await self.heard(TELLING_SECONDS))
        return found

    async def heard(self, seconds: float) -> bytes:
        """Its next line; raises `AssertionError` when it has ended."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            line = await self.process.stdout.readline()
        assert line, "the neighbour has ended"
        return line

    async def _order(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        await self.process.stdin.drain()


@asynccontextmanager
async def neighbour(stack: Stack, seats: Sequence[Seat], rate: float) -> AsyncIterator[Neighbour]:
    """Seated and open; it ends with the context."""
    path = stack.folder / "neighbour.json"
    path.write_text(json.dumps([asdict(seat) for seat in seats], default=str))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "load.neighbour", str(path), str(rate)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    try:
        found = Neighbour(process)
        await found.heard(OPENING_SECONDS)
        yield found
    finally:
        process.kill()
        await process.wait()


async def main(path: str, rate: float) -> None:
    """Take orders until there are no more."""
    with open(path) as file:  # noqa: ASYNC230 - before anything runs
        seats = [Seat(**{**one, "conversation_id": UUID(one["conversation_id"])}) for one in json.load(file)]
    tally = Tally()
    clients, _ = await open_all(seats, tally)
    print("open", flush=True)
    loop, chatting = asyncio.get_running_loop(), None
    while order := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        if order == "chat":
            chatting = asyncio.create_task(window(clients, tally, rate, FOR_EVER))
        elif chatting is not None:
            chatting.cancel()
            await settle(tally)
            print(json.dumps([*tally.delivered.values(), *[float("inf")] * tally.lost]), flush=True)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], float(sys.argv[2])))
