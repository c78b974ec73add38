"""Read the log: what a reader missed, and which topics moved. One query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import asyncpg

from chorus.chat.conversations.errors import ConversationNotFound
from chorus.core.batcher import Batcher
from chorus.core.ids import TenantId
from chorus.protocol.envelope import Envelope, event_body, event_fields
from chorus.protocol.events import EVENT_CLASSES
from chorus.protocol.events.event import Event
from chorus.protocol.topics import Topic, conversation_for_agents, conversation_for_customer, tenant_feed
from chorus.stores.postgres.database import Database

REPLAY_MAX = 300
HEADS_MAX = 5_000
# A batch is parsed in one go, and a reader may have missed REPLAY_MAX events.
READERS_MAX = 32
READ = "SELECT * FROM read_logs_v1($1, $2, $3, $4, $5, $6)"
HEADS = """
SELECT l.epoch, s.last_value AS last_id, h.*
FROM log_epoch l CROSS JOIN events_id_seq s LEFT JOIN lookup_log_heads($1, $2, $3, $4) h ON true
"""
NOTHING_AFTER = 2**62
Rows = list[asyncpg.Record]


@dataclass(frozen=True, slots=True)
class Missed:
    """The events after a reader's position, in order, or the reason for a resync."""

    topic: Topic
    epoch: str
    position: int
    replay: Sequence[Envelope] = ()
    resync: Literal["epoch", "too_far", "ahead"] | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads what: a conversation, in the order of its agents or of its customer, or the tenant's feed. With
    `customer_id` the conversation has to be theirs.
    """

    tenant_id: UUID
    conversation_id: UUID | None
    after: int
    customer_id: UUID | None = None
    for_customer: bool = False
    limit: int = REPLAY_MAX


class LogReader:
    """Reads the log. Those who ask while a statement is on its way share the next one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together = Batcher[Reader, Rows](self._ask, at_most=READERS_MAX)

    async def read(self, reader: Reader) -> Rows:
        """Return the head and the events after the position; nothing if the reader lacks permission."""
        return await self._together.ask(reader)

    async def _ask(self, readers: Sequence[Reader]) -> list[Rows]:
        rows = await self._database.unscoped(
            READ,
            [reader.tenant_id for reader in readers],
            [reader.conversation_id for reader in readers],
            [reader.customer_id for reader in readers],
            [reader.for_customer for reader in readers],
            [reader.after for reader in readers],
            [reader.limit for reader in readers],
        )
        found: list[Rows] = [[] for _ in readers]
        for row in rows:
            found[row["ordinal"] - 1].append(row)
        return found


async def read_missed(
    log: LogReader,
    tenant_id: TenantId,
    *,
    conversation_id: UUID | None,
    customer_id: UUID | None = None,
    after: int | None = None,
    epoch: str = "",
    limit: int = REPLAY_MAX,
) -> Missed:
    """Return everything after `after`, or a resync if it cannot be complete.

    Without `after`, return only the current position.

    .

    Raises:
        ConversationNotFound: If it does not exist or the actor may not see it.
    """
    since = NOTHING_AFTER if after is None else after
    rows = await log.read(Reader(tenant_id, conversation_id, since, customer_id, customer_id is not None, limit))
    if not rows:
        raise ConversationNotFound
    head, current = rows[0]["head"], rows[0]["epoch"]
    topic = _topic(tenant_id, conversation_id, customer_id)
    if after is None:
        return Missed(topic, current, head)
    if epoch and epoch != current:
        return Missed(topic, current, head, resync="epoch")
    if after > head:
        return Missed(topic, current, head, resync="ahead")
    if head - after > limit:
        return Missed(topic, current, head, resync="too_far")
    return Missed(topic, current, head, _envelopes(topic, rows))


async def read_topic(log: LogReader, tenant_id: TenantId, topic: Topic, *, after: int, limit: int) -> list[Envelope]:
    """Return the events of a topic after a position, for a gateway that found a gap."""
    kind, _, rest = topic.partition(":")
    conversation_id = UUID(rest.split(":")[0]) if kind == "conversation" else None
    for_customer = topic.endswith(":customer")
    rows = await log.read(Reader(tenant_id, conversation_id, after, for_customer=for_customer, limit=limit))
    return _envelopes(topic, rows)


@dataclass(frozen=True, slots=True)
class LogHeads:
    """Topics and their latest positions, the next cursor, and the epoch."""

    positions: dict[Topic, int]
    cursor: str
    epoch: str


async def read_heads(database: Database, cursor: str) -> LogHeads:
    """Return the latest position of every topic that advanced since the cursor, and the next cursor. '' means from
    now.

    What is committed is told at once. The cursor stays below the oldest transaction that still runs, so an event that
    is committed late is never skipped; what was told ahead of the cursor may be told again. A cursor of another epoch
    counts as ''; one that is ahead of the log means that the log went back, and begins an epoch.
    """
    if not cursor:
        return await _now(database)
    txid, event_id, told, epoch = _places(cursor)
    rows = await database.unscoped(HEADS, txid, event_id, told, HEADS_MAX)
    if epoch and rows[0]["epoch"] != epoch:
        return await _now(database)
    epoch = rows[0]["epoch"]
    if rows[0]["last_id"] < told:
        # Gateways say what the log told them. It is less than it was, and nobody has noticed.
        await database.unscoped("SELECT change_log_epoch($1, 0, 'went_back', NULL)", epoch)
        return await _now(database)
    heads: dict[Topic, int] = {}
    for row in rows:
        if row["id"] is None:
            continue
        if row["conversation_id"] is not None:
            _rise(heads, conversation_for_agents(row["conversation_id"]), row["agent_position"])
            _rise(heads, conversation_for_customer(row["conversation_id"]), row["customer_position"])
            _rise(heads, tenant_feed(row["tenant_id"]), row["feed_position"])
        if row["is_settled"]:
            txid, event_id = row["txid"], row["id"]
        told = max(told, row["id"])
    return LogHeads(heads, f"{txid}:{event_id}:{told}:{epoch}", epoch)


async def _now(database: Database) -> LogHeads:
    row = (await database.unscoped("SELECT e.*, l.epoch FROM lookup_log_end() e, log_epoch l"))[0]
    return LogHeads({}, f"{row['txid']}:0:{row['id']}:{row['epoch']}", row["epoch"])


def _places(cursor: str) -> tuple[str, int, int, str]:
    # Cursors that gateways have from the version before lack the epoch, or what was told too.
    txid, event_id, *more = cursor.split(":")
    return txid, int(event_id), int(more[0] if more else event_id), "".join(more[1:])


def _rise(heads: dict[Topic, int], topic: Topic, position: int | None) -> None:
    if position is not None and position > heads.get(topic, 0):
        heads[topic] = position


def _envelopes(topic: Topic, rows: Rows) -> list[Envelope]:
    return [envelope_of(topic, row) for row in rows if row["type"] is not None]


def envelope_of(topic: Topic, row: asyncpg.Record) -> Envelope:
    """Return a row of the log as it was published."""
    event = event_of(row)
    for_customer = topic.endswith(":customer")
    fields = event_fields(event, for_customer=for_customer)
    if topic.startswith("tenant:"):
        feed = row["feed_position"]
        return Envelope(topic, feed, event_body(fields, row["agent_position"], feed_position=feed))
    position = row["customer_position"] if for_customer else row["agent_position"]
    return Envelope(topic, position, event_body(fields, position))


def event_of(row: asyncpg.Record) -> Event:
    """Build the event of a row with its separately stored content; a message's author is its actor."""
    fields: dict[str, Any] = {
        **row["payload"],
        "type": row["type"],
        "conversationId": row["conversation_id"],
        "at": row["created_at"],
    }
    fields.update({name: row[name] for name in ("customer", "comment") if row[name] is not None})
    message = row["message"]
    if message is not None:
        fields["message"] = message
        author = {"kind": message["role"], "id": message["authorId"], "name": message["authorName"]}
        fields.setdefault("actor", author)
    return EVENT_CLASSES[row["type"]].model_validate(fields)


def _topic(tenant_id: TenantId, conversation_id: UUID | None, customer_id: UUID | None) -> Topic:
    if conversation_id is None:
        return tenant_feed(tenant_id)
    if customer_id is not None:
        return conversation_for_customer(conversation_id)
    return conversation_for_agents(conversation_id)
