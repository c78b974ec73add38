"""PostgreSQL says when the log grew: who writes tells it, and one connection listens and wakes whoever waits."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from chorus.core.tasks import end

log = structlog.get_logger(__name__)

CHANNEL = "chorus_log"
CONNECT_SECONDS = 5.0
POLL_SECONDS = 1.0
DISCONNECTED_POLL_SECONDS = 0.025
BACKOFF_MIN, BACKOFF_MAX = 0.1, 2.0
TELL_SECONDS = 0.02
# Nothing is written, so there is nothing to wait for.
TELL = f"BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}; COMMIT"


class LogNotifier:
    """Tells after the commit, at once and then every `TELL_SECONDS` at most. A NOTIFY within a commit would hold the
    one lock that PostgreSQL has for it until the disk is done, so that no two writers could commit side by side.

    What is never told, because the process dies, is found at the next look of the catch-up reader.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._is_news = False
        self._task: asyncio.Task[None] | None = None

    def grown(self) -> None:
        """Notify that the log has grown."""
        self._is_news = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell())

    async def stop(self) -> None:
        """Stop notifying."""
        await end(self._task)

    async def _tell(self) -> None:
        while self._is_news:
            self._is_news = False
            try:
                async with self._pool.acquire(timeout=CONNECT_SECONDS) as connection:
                    await connection.execute(TELL)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("log_growth.mute", error=type(error).__name__)
            await asyncio.sleep(TELL_SECONDS)


class LogListener:
    """Every commit to the log is told, soon after or with it. It listens from the first time it is asked."""

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

    async def wait_for_change(self, count: int, seconds: float) -> None:
        """Wait until there is news after `count`, but not longer than `seconds`; a moment only while it is deaf."""
        if self._task is None:
            self._task = asyncio.create_task(self._stay_connected())
        if self.count != count:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds if self.is_listening else min(seconds, DISCONNECTED_POLL_SECONDS)):
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
                await asyncio.sleep(POLL_SECONDS)
        finally:
            connection.terminate()
