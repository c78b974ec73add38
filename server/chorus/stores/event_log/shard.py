"""One shard of a consumer: reads on from its cursor, handles, retries, and moves the cursor, for as long as it may."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog

from chorus.core.errors import ChorusError
from chorus.core.tasks import end
from chorus.protocol.envelope import Envelope
from chorus.stores.event_log import parked
from chorus.stores.event_log.handling import act, is_unavailable, write
from chorus.stores.event_log.leases import Lease, LeaseLost
from chorus.stores.event_log.metrics import consumed_events_total, failed_events_total, parked_events_total
from chorus.stores.event_log.parked import Failure
from chorus.stores.event_log.read import read_by_id
from chorus.stores.event_log.subscriptions import Act, ActOnBatch, Cursor, Enqueue, LoggedEvent, Subscription, Write
from chorus.stores.event_log.tail import LogTail
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import Connection

log = structlog.get_logger(__name__)

# Passing over events that nobody subscribed to costs no write each time.
SAVE_SECONDS = 1.0
IDLE_SECONDS = 5.0
GRACE_SECONDS = 5.0
BACKOFF_MIN, BACKOFF_MAX = 0.5, 30.0
MOVE = """
UPDATE event_consumers SET txid = $4::text::xid8, event_id = $5, last_event_id = $6, attempts = 0, last_error = '',
    moved_at = now()
WHERE name = $1 AND shard = $2 AND lease_holder = $3 RETURNING shard
"""
TROUBLE = """
UPDATE event_consumers SET attempts = $4, last_error = $5 WHERE name = $1 AND shard = $2 AND lease_holder = $3
"""


@dataclass(slots=True)
class Place:
    """What a shard needs of its worker."""

    worker: UUID
    database: Database
    tail: LogTail
    deps: Any
    reactions: Reactions
    retry_seconds: Sequence[float] = parked.RETRY_SECONDS
    retried_max: int = parked.RETRIED_MAX
    backoff_min: float = BACKOFF_MIN
    leased_until: float = field(default=0.0)


class ShardConsumer:
    """Runs until its lease is lost. No error of a handler ends it."""

    def __init__(self, subscription: Subscription, lease: Lease, place: Place) -> None:
        self._subscription = subscription
        self._lease = lease
        self._place = place
        self._cursor = self._saved = lease.cursor
        self._last_id = lease.last_id
        self._saved_at = 0.0
        self._generation = place.tail.generation
        # Streams in which something is to be retried: their later events wait behind it.
        self._blocked: set[UUID] = set()
        self._blocked_events = 0
        self._retry_at = 0.0
        self._attempts = 0
        self._working = asyncio.Lock()

    async def stop(self, task: "asyncio.Task[None]") -> None:
        """End the task that runs this, between two batches where that takes no longer than `GRACE_SECONDS`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS), self._working:
                task.cancel()
        await end(task)

    async def run(self) -> None:
        """Work until the lease is lost.

        Raises:
            LeaseLost: If somebody else has the shard, or its cursor was moved by hand.
        """
        while True:
            try:
                async with self._working:
                    pause = await self._step()
                self._attempts = 0
                if self._is_full:
                    await asyncio.sleep(pause)
                else:
                    await self._place.tail.wait(self._cursor, pause)
            except LeaseLost:
                raise
            except Exception as error:
                await self._back_off(error)

    @property
    def _is_full(self) -> bool:
        return self._blocked_events >= self._place.retried_max

    async def _step(self) -> float:
        """Handle a batch; how many seconds to wait for more."""
        self._require_lease()
        now = asyncio.get_running_loop().time()
        if now >= self._retry_at:
            await self._retry()
        if self._is_full:
            return max(0.0, min(self._retry_at - now, IDLE_SECONDS))
        batch = await self._place.tail.after(self._cursor, ignored_up_to=self._lease.ignored_up_to)
        self._last_id = max(self._last_id, batch.last_id)
        events = [event for event in batch.events if self._is_mine(event)]
        if events:
            await self._handle(events, batch.end)
        self._cursor = batch.end
        if self._cursor != self._saved and now - self._saved_at >= SAVE_SECONDS:
            await self._save()
        pause = SAVE_SECONDS if self._cursor != self._saved else IDLE_SECONDS
        return max(0.0, min(pause, self._retry_at - now))

    def _is_mine(self, event: LoggedEvent) -> bool:
        return (
            self._subscription.wants(event)
            and event.bucket % self._lease.shards == self._lease.shard
            and event.id > self._lease.ignored_up_to
        )

    async def _handle(self, events: Sequence[LoggedEvent], end: Cursor) -> None:
        ready = [event for event in events if event.stream_id not in self._blocked]
        late = [Failure(event) for event in events if event.stream_id in self._blocked]
        handler, failures, envelopes = self._subscription.handler, late, list[Envelope]()
        if isinstance(handler, Act | ActOnBatch) and ready:
            failures = [*late, *await act(handler, self._place.deps, ready)]
            self._require_lease()
        async with self._place.database.across(()) as connection:
            if isinstance(handler, Enqueue | Write):
                failed, envelopes = await write(handler, self._place.deps, ready, connection, self._place.reactions)
                failures = [*late, *failed]
            if failures:
                await parked.add(connection, self._lease.name, failures, self._place.retry_seconds)
            await self._move(connection, end)
        self._moved(end)
        if failures:
            self._retry_at = 0.0
            failed_events_total.labels(self._lease.name).inc(sum(failure.error is not None for failure in failures))
        consumed_events_total.labels(self._lease.name).inc(len(events) - len(failures))
        if envelopes:
            await self._place.database.publish(envelopes)

    async def _retry(self) -> None:
        """Try what is due again, the first of each stream first; find out when the next is due."""
        database, name = self._place.database, self._lease.name
        async with database.across(()) as connection:
            found = await parked.waiting(connection, name, self._lease.shards, self._lease.shard)
            due = [one.stream_id for one in found if one.seconds <= 0]
            attempts = await parked.of_streams(connection, name, due) if due else {}
        if attempts:
            await self._handle_again(attempts)
            async with database.across(()) as connection:
                found = await parked.waiting(connection, name, self._lease.shards, self._lease.shard)
        self._blocked = {one.stream_id for one in found}
        self._blocked_events = sum(one.events for one in found)
        soonest = min((one.seconds for one in found), default=float("inf"))
        self._retry_at = asyncio.get_running_loop().time() + soonest

    async def _handle_again(self, attempts: dict[int, int]) -> None:
        events = sorted(await read_by_id(self._place.database, attempts), key=lambda event: event.id)
        handler, envelopes = self._subscription.handler, list[Envelope]()
        failures: list[Failure] = []
        if isinstance(handler, Act | ActOnBatch) and events:
            failures = await act(handler, self._place.deps, events)
            self._require_lease()
        async with self._place.database.across(()) as connection:
            if isinstance(handler, Enqueue | Write) and events:
                failures, envelopes = await write(handler, self._place.deps, events, connection, self._place.reactions)
            # Erased events have none, and are done too.
            left = {failure.event.id for failure in failures}
            await parked.done(connection, self._lease.name, [found for found in attempts if found not in left])
            for failure in failures:
                if failure.error is not None:
                    tried = attempts[failure.event.id] + 1
                    await self._fail_again(connection, failure.event, failure.error, tried)
            await self._move(connection, self._cursor)
        self._moved(self._cursor)
        consumed_events_total.labels(self._lease.name).inc(len(events) - len(failures))
        if envelopes:
            await self._place.database.publish(envelopes)

    async def _fail_again(self, connection: Connection, event: LoggedEvent, error: Exception, attempts: int) -> None:
        name, pauses = self._lease.name, self._place.retry_seconds
        failed_events_total.labels(name).inc()
        if await parked.failed_again(connection, name, event.id, error, attempts, pauses):
            parked_events_total.labels(name).inc()
            log.error("event.parked", consumer=name, event_id=event.id, type=event.type, attempts=attempts)

    async def _save(self) -> None:
        async with self._place.database.across(()) as connection:
            await self._move(connection, self._cursor)
        self._moved(self._cursor)

    async def _move(self, connection: Connection, cursor: Cursor) -> None:
        place = (str(cursor.txid), cursor.event_id, self._last_id)
        if not await connection.fetch(MOVE, self._lease.name, self._lease.shard, self._place.worker, *place):
            raise LeaseLost

    def _moved(self, cursor: Cursor) -> None:
        self._cursor = self._saved = cursor
        self._saved_at = asyncio.get_running_loop().time()

    def _require_lease(self) -> None:
        is_over = asyncio.get_running_loop().time() > self._place.leased_until
        if is_over or self._place.tail.generation != self._generation:
            raise LeaseLost

    async def _back_off(self, error: Exception) -> None:
        """Wait before the same batch is tried again; twice as long each time."""
        self._attempts += 1
        pause = min(self._place.backoff_min * 2 ** min(self._attempts - 1, 10), BACKOFF_MAX)
        name, code = self._lease.name, getattr(error, "code", type(error).__name__)
        if is_unavailable(error):
            log.warning("consumer.waits", consumer=name, shard=self._lease.shard, error=code, seconds=pause)
        else:
            log.error("consumer.failed", consumer=name, shard=self._lease.shard, seconds=pause, exc_info=error)
        try:
            async with self._place.database.across(()) as connection:
                arguments = (name, self._lease.shard, self._place.worker, self._attempts, str(code))
                await connection.execute(TROUBLE, *arguments)
        except ChorusError:
            log.debug("consumer.not_told", consumer=name)
        await asyncio.sleep(pause * random.uniform(0.75, 1))  # noqa: S311 - jitter, no secret
