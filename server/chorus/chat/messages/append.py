"""The batch writer: everything that queued while the last commit ran is the next commit.

No timer. One statement per batch (migration 0011) takes positions, inserts and logs; the answer leaves after COMMIT.
Conversations are spread over shards, so the order within one holds; several processes may write at once, for the
statement locks the conversations it touches.
"""

import asyncio
import json
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from chorus.chat.conversations.errors import ConversationClosedAlready, ConversationNotFound, NotAssignedToYou
from chorus.chat.messages.announce import announce
from chorus.chat.messages.errors import AttachmentMissing, FloorLost, MessageIdTaken
from chorus.chat.messages.new_message import Appended, NewMessage
from chorus.chat.metrics import append_rows, append_seconds, messages_total
from chorus.core.errors import BusyError, ChorusError
from chorus.core.observability.tracing import begin
from chorus.stores.disk import StorageFull, refusal_of
from chorus.stores.jobs.job import MessageJob
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import is_gone

log = structlog.get_logger(__name__)

APPEND = "SELECT * FROM append_messages_v3($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
REFUSALS: dict[str, type[ChorusError]] = {
    "not_found": ConversationNotFound,
    "id_taken": MessageIdTaken,
    "closed": ConversationClosedAlready,
    "not_assigned": NotAssignedToYou,
    "floor_lost": FloorLost,
    "attachment_missing": AttachmentMissing,
}
ATTEMPTS = 3
ACQUIRE_SECONDS = 5.0
SHARDS = max(1, (os.cpu_count() or 2) // 2)


Outcome: TypeAlias = Appended | ChorusError
Done = Callable[[Outcome], None]
Waiting = tuple[NewMessage, Done]


@dataclass(slots=True)
class _Shard:
    """Its connection is kept: another one of the pool would have to plan the statement first."""

    queue: deque[Waiting] = field(default_factory=deque)
    connection: "PoolConnectionProxy[asyncpg.Record] | None" = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    publishing: "asyncio.Task[None] | None" = None
    is_ending: bool = False


class MessageWriter:
    """Appends messages in batches of at most `batch_max`; refuses beyond `queue_max` waiting ones.

    A message that finds the writer idle is written at once. While there is more, a shard begins a batch every
    `pace_seconds` at most: a statement costs half a millisecond however few rows it has (docs/decisions/0012).
    """

    def __init__(
        self,
        database: Database,
        *,
        on_message: Sequence[MessageJob] = (),
        shards: int = SHARDS,
        batch_max: int = 256,
        queue_max: int = 10_000,
        pace_seconds: float = 0.003,
        grown: Callable[[], None] | None = None,
    ) -> None:
        self._database = database
        self._on_message = [asdict(job) for job in on_message]
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._pace_seconds = pace_seconds
        self._grown = grown
        self._shards = [_Shard() for _ in range(shards)]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the writer."""
        self._tasks = [asyncio.create_task(self._run(shard)) for shard in self._shards]

    async def stop(self) -> None:
        """Write what is queued, then end."""
        for shard in self._shards:
            shard.is_ending = True
            shard.wake.set()
        await asyncio.gather(*self._tasks)
        for shard in self._shards:
            if shard.publishing is not None:
                await shard.publishing
            await self._release(shard)

    def submit(self, message: NewMessage, done: Done) -> None:
        """Queue a message. `done` is called once, in the event loop: after the commit, or with the refusal."""
        shard = self._shards[message.conversation_id.int % len(self._shards)]
        if shard.is_ending or len(shard.queue) >= self._queue_max:
            done(BusyError(retry_after_seconds=1))
            return
        if self._database.disk.is_full:
            done(StorageFull())
            return
        shard.queue.append((message, done))
        shard.wake.set()

    async def append(self, message: NewMessage) -> Appended:
        """Queue a message and wait; raises the refusal."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.submit(message, lambda outcome: None if future.done() else future.set_result(outcome))
        outcome = await future
        if isinstance(outcome, ChorusError):
            raise outcome
        return outcome

    async def _run(self, shard: _Shard) -> None:
        loop = asyncio.get_running_loop()
        while not shard.is_ending:
            await shard.wake.wait()
            shard.wake.clear()
            while shard.queue:
                began = loop.time()
                await self._write(shard, self._take(shard))
                rest = began + self._pace_seconds - loop.time()
                if rest > 0 and len(shard.queue) < self._batch_max and not shard.is_ending:
                    await asyncio.sleep(rest)

    def _take(self, shard: _Shard) -> list[Waiting]:
        """Take the next batch. A repeated id in the same batch waits for the next batch, where it is recognised."""
        batch: list[Waiting] = []
        later: list[Waiting] = []
        seen: set[UUID] = set()
        while shard.queue and len(batch) < self._batch_max:
            waiting = shard.queue.popleft()
            (later if waiting[0].id in seen else batch).append(waiting)
            seen.add(waiting[0].id)
        shard.queue.extendleft(reversed(later))
        return batch

    async def _write(self, shard: _Shard, batch: list[Waiting]) -> None:
        try:
            rows = await self._append(shard, [message for message, _ in batch])
        except Exception as error:
            log.warning("append.failed", rows=len(batch), error=type(error).__name__)
            for _, done in batch:
                done(refusal_of(error, self._database.disk))
            return
        written: list[tuple[NewMessage, Appended]] = []
        for (message, done), (_, outcome, agent_position, customer_position, created_at) in zip(
            batch, rows, strict=True
        ):
            refusal = REFUSALS.get(outcome)
            if refusal is not None:
                done(refusal())
                continue
            appended = Appended(agent_position, customer_position, created_at, outcome == "new")
            done(appended)
            if appended.is_new:
                written.append((message, appended))
        if written:
            for role, count in Counter(message.role for message, _ in written).items():
                messages_total.labels(role).inc(count)
            if self._grown is not None:
                self._grown()
            await self._publish(shard, written)

    async def _append(self, shard: _Shard, messages: list[NewMessage]) -> list[asyncpg.Record]:
        arguments = _as_arrays(messages)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                connection = await self._connection(shard)
                with append_seconds.time(), _traced(messages):
                    rows = await connection.fetch(APPEND, *arguments, self._on_message)
                append_rows.observe(len(messages))
                return list(rows)
            except (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError):
                # Another writer committed the same id in the same moment; now it is known.
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    async def _connection(self, shard: _Shard) -> "PoolConnectionProxy[asyncpg.Record]":
        if shard.connection is not None and is_gone(shard.connection):
            await self._release(shard)
        if shard.connection is None:
            shard.connection = await self._database.pool.acquire(timeout=ACQUIRE_SECONDS)
        return shard.connection

    async def _release(self, shard: _Shard) -> None:
        connection, shard.connection = shard.connection, None
        if connection is not None:
            await self._database.pool.release(connection)

    async def _publish(self, shard: _Shard, written: list[tuple[NewMessage, Appended]]) -> None:
        # One publication at a time keeps a topic's order; the next commit runs meanwhile.
        if shard.publishing is not None:
            await shard.publishing
        shard.publishing = asyncio.create_task(announce(self._database, written))


@contextmanager
def _traced(messages: Sequence[NewMessage]) -> Iterator[None]:
    """Trace the commit as a span of each traced message in it."""
    spans = [begin("append", message.trace) for message in messages if message.trace]
    for span in spans:
        span.set_attribute("chorus.batch_rows", len(messages))
    try:
        yield
    finally:
        for span in spans:
            span.end()


def _as_arrays(messages: Sequence[NewMessage]) -> tuple[list[Any], ...]:
    return (
        [message.tenant_id for message in messages],
        [message.conversation_id for message in messages],
        [message.id for message in messages],
        [message.role for message in messages],
        [message.author_id for message in messages],
        [message.author_name for message in messages],
        [message.content for message in messages],
        [message.message_type for message in messages],
        [message.floor_number for message in messages],
        [_as_json([str(found) for found in message.attachment_ids]) for message in messages],
        [_as_json(list(message.sources)) for message in messages],
    )


def _as_json(items: list[Any]) -> str:
    return json.dumps(items) if items else "[]"
