"""What a container subscribes to: which events of the log, and how it handles them. Listed in its `consume.py`."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from chorus.core.ids import TenantId
from chorus.stores.jobs.job import Job
from chorus.stores.postgres.database import Tx

# A conversation belongs to one of so many buckets, and a bucket to one shard, however many shards there are.
BUCKETS = 4096
SHARDS = 4


class Cursor(NamedTuple):
    """A place in the log: everything up to and including it has been read. Orders as PostgreSQL orders the log."""

    txid: int
    event_id: int


class LoggedEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of the log. Content is stored elsewhere once: who needs a message's text reads it as its tenant.

    `conversation_id` is None for an event of the tenant.
    """

    txid: int
    id: int
    tenant_id: TenantId
    conversation_id: UUID | None
    type: str
    agent_position: int
    customer_position: int | None
    feed_position: int | None
    message_id: UUID | None
    payload: dict[str, Any]
    at: datetime

    @property
    def cursor(self) -> Cursor:
        """The place of this event."""
        return Cursor(self.txid, self.id)

    @property
    def stream_id(self) -> UUID:
        """Events with the same stream are handled in order: those of a conversation, or of a tenant itself."""
        return self.conversation_id or self.tenant_id

    @property
    def bucket(self) -> int:
        """Decides the shard."""
        return self.stream_id.int % BUCKETS


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Enqueue jobs in the transaction that moves the cursor, so exactly once. Equal jobs of a batch are one job."""

    jobs_of: Callable[[LoggedEvent], Iterable[Job]]


@dataclass(frozen=True, slots=True)
class Write:
    """Write to PostgreSQL in the transaction that moves the cursor, as the event's tenant: exactly once.

    The events of a batch follow each other on one connection, each within a savepoint.
    """

    handle: Callable[[Any, Tx, LoggedEvent], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Act:
    """Act outside of the transaction: at least once, so the handler has to be idempotent by event id.

    Conversations are handled side by side, `concurrency` of them; the events of each in order.
    """

    handle: Callable[[Any, LoggedEvent], Awaitable[None]]
    concurrency: int = 8


@dataclass(frozen=True, slots=True)
class ActOnBatch:
    """As `Act`, with all events of a batch in one call, in the order of the log.

    When the call fails, each event is tried alone, so that only those at fault are parked.
    """

    handle: Callable[[Any, Sequence[LoggedEvent]], Awaitable[None]]


Handler = Enqueue | Write | Act | ActOnBatch


@dataclass(frozen=True, slots=True)
class Subscription:
    """One consumer. Its name is the key of its cursors, so to rename it is to begin a new one.

    Without `types` it gets every event. A handler that raises a `ChorusError` which is not retryable has refused the
    event, which counts as handled. One that raises a retryable `ChorusError`, a `ConnectionError` or a `TimeoutError`
    says that what it needs is unavailable: the shard waits and tries the batch again. Any other exception is the
    event's own fault: it is retried by itself, and parked in the end.
    """

    name: str
    handler: Handler
    types: frozenset[str] | None = None
    shards: int = SHARDS
    from_beginning: bool = field(default=False, kw_only=True)

    def wants(self, event: LoggedEvent) -> bool:
        """Whether the consumer subscribed to events of this type."""
        return self.types is None or event.type in self.types
