"""The end of the log, read once for all consumers of a process.

A consumer that has caught up is served from memory; one that is behind reads for itself until it has.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import asyncpg
import structlog

from chorus.core.errors import ChorusError
from chorus.core.tasks import end
from chorus.stores.event_log.read import Batch, read_settled
from chorus.stores.event_log.subscriptions import Cursor, LoggedEvent
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)

BATCH_MAX = 500
KEPT_MAX = 2_500
# Under load one read takes what came in this time. The first event after a pause is read at once.
PACE_SECONDS = 0.1
# An event that is committed above a running transaction is settled when that ends, which nobody tells.
UNSETTLED_SECONDS = 0.25
# A growth that was never told, because the process that wrote died, is found by looking anyway.
LOOK_SECONDS = 5.0
AWAY_SECONDS = 1.0


class Growth(Protocol):
    """Tells that the log grew (`stores.log_growth`)."""

    count: int

    async def wait_for_change(self, count: int, seconds: float) -> None:
        """Wait until there is news after `count`, but not longer than `seconds`."""
        ...


class LogTail:
    """The newest settled events, at most `KEPT_MAX` of them."""

    def __init__(self, database: Database, growth: Growth, *, pace_seconds: float = PACE_SECONDS) -> None:
        self._database = database
        self._growth = growth
        self._pace_seconds = pace_seconds
        self._events: list[LoggedEvent] = []
        self._start = self._end = Cursor(0, 0)
        self._is_open = False
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.generation = 0

    def start(self) -> None:
        """Begin to follow the log."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Follow it no longer."""
        await end(self._task)

    async def after(self, cursor: Cursor, *, ignored_up_to: int = 0) -> Batch:
        """At most `BATCH_MAX` events after the cursor, from memory where it has them."""
        if cursor < self._start or not self._is_open:
            return await read_settled(self._database, cursor, ignored_up_to=ignored_up_to, limit=BATCH_MAX)
        first = bisect_right(self._events, cursor, key=_cursor_of)
        found = self._events[first : first + BATCH_MAX]
        is_all = first + len(found) == len(self._events)
        return Batch(found, max(cursor, self._end) if is_all else found[-1].cursor, self._end.txid)

    async def wait(self, cursor: Cursor, seconds: float) -> None:
        """Until there may be events after the cursor, but not longer than `seconds`."""
        if cursor < self._end or not self._is_open:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    async def _follow(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            began, count = clock(), self._growth.count
            try:
                is_unsettled = await self._read()
            except (ChorusError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("event_log.unread", error=type(error).__name__)
                await asyncio.sleep(AWAY_SECONDS)
                continue
            await self._growth.wait_for_change(count, UNSETTLED_SECONDS if is_unsettled else LOOK_SECONDS)
            await asyncio.sleep(max(0.0, began + self._pace_seconds - clock()))

    async def _read(self) -> bool:
        """Read to the end; whether there is more that is not settled yet."""
        while True:
            batch = await read_settled(self._database, self._end, limit=BATCH_MAX if self._is_open else 0)
            if not self._is_open or batch.settled_txid < self._end.txid:
                self._open_at(batch.settled_txid)
                return True
            self._take(batch.events, batch.end)
            if len(batch.events) < BATCH_MAX:
                return batch.is_unsettled

    def _take(self, events: Sequence[LoggedEvent], end_: Cursor) -> None:
        self._events.extend(events)
        if len(self._events) > 2 * KEPT_MAX:
            self._start = self._events[-KEPT_MAX - 1].cursor
            del self._events[:-KEPT_MAX]
        self._end = end_
        self._tell()

    def _open_at(self, settled_txid: int) -> None:
        if self._is_open:
            # A restored database: cursors in memory belong to a log that is gone. Consumers fetch theirs again.
            log.warning("event_log.went_back")
            self.generation += 1
        self._is_open = True
        self._events.clear()
        self._start = self._end = Cursor(settled_txid, 0)
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


def _cursor_of(event: LoggedEvent) -> Cursor:
    return event.cursor
