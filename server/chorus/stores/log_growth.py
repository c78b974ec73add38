"""PostgreSQL says when the log grew: one connection that listens, comes back by itself, and wakes whoever waits."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

log = structlog.get_logger(__name__)

CHANNEL = "chorus_log"
CONNECT_SECONDS = 5.0
LOOK_SECONDS = 1.0
BLIND_SECONDS = 0.025
BACKOFF_MIN, BACKOFF_MAX = 0.1, 2.0


class LogGrowth:
    """Every committed batch makes a notification (migration 0007). It listens from the first time it is asked."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._grown = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.count = 0
        self.is_listening = False

    async def stop(self) -> None:
        """Listen no longer."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def grown_since(self, count: int, seconds: float) -> None:
        """Wait until there is news after `count`, but not longer than `seconds`; a moment only while it is deaf."""
        if self._task is None:
            self._task = asyncio.create_task(self._stay_connected())
        if self.count != count:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds if self.is_listening else min(seconds, BLIND_SECONDS)):
                await self._grown.wait()

    def _told(self, *_: Any) -> None:
        self.count += 1
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()

    async def _stay_connected(self) -> None:
        backoff = BACKOFF_MIN
        while True:
            try:
                await self._listen()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("log_growth.deaf", error=type(error).__name__)
                backoff = BACKOFF_MIN if self.is_listening else min(backoff * 2, BACKOFF_MAX)
            self.is_listening = False
            self._told()  # what was said meanwhile was not heard
            await asyncio.sleep(random.uniform(backoff / 2, backoff))  # noqa: S311 - jitter, no secret

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=CONNECT_SECONDS)
        try:
            await connection.add_listener(CHANNEL, self._told)
            self.is_listening = True
            self._told()
            while not connection.is_closed():  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            connection.terminate()
