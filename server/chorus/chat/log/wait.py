"""Hold a request until there is something to answer: the long poll of those whose WebSocket is blocked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from chorus.chat.log.read import Missed

# PostgreSQL tells of every growth of the log, whoever's it is; between two looks of one request lies half a second.
APART_SECONDS = 0.5
SLICE_SECONDS = 1.0
# A growth that was never told, because the process that wrote died, is found by looking anyway.
POLL_SECONDS = 5.0
HELD_MAX = 1_000


class Growth(Protocol):
    """Tells that the log grew (`stores.log_growth`)."""

    count: int

    async def wait_for_change(self, count: int, seconds: float) -> None:
        """Wait until there is news after `count`, but not longer than `seconds`."""
        ...


class Waits:
    """The requests that one process holds. One more than `held_max` is answered at once, as if it had not asked."""

    def __init__(self, growth: Growth, *, held_max: int = HELD_MAX) -> None:
        self._growth = growth
        self._held_max = held_max
        self.held = 0

    async def hold(
        self, read: Callable[[], Awaitable[Missed]], *, seconds: float, is_over: Callable[[], Awaitable[bool]]
    ) -> Missed:
        """Return the first non-empty answer of `read`, or the last one when the time is up or the client has left."""
        if seconds <= 0 or self.held >= self._held_max:
            return await read()
        self.held += 1
        try:
            return await self._look(read, asyncio.get_running_loop().time() + seconds, is_over)
        finally:
            self.held -= 1

    async def _look(
        self, read: Callable[[], Awaitable[Missed]], ends: float, is_over: Callable[[], Awaitable[bool]]
    ) -> Missed:
        while True:
            count = self._growth.count
            missed = await read()
            if missed.replay or missed.resync or not await self._news(count, ends, is_over):
                return missed

    async def _news(self, count: int, ends: float, is_over: Callable[[], Awaitable[bool]]) -> bool:
        """Wait until polling again is worthwhile, at least `APART_SECONDS`; return whether there is news."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while self._growth.count == count and clock() - began < POLL_SECONDS:
            if clock() >= ends or await is_over():
                return False
            await self._growth.wait_for_change(count, min(SLICE_SECONDS, ends - clock()))
        await asyncio.sleep(min(began + APART_SECONDS, ends) - clock())
        return True
