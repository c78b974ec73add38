"""Consumers seen from outside: how far each is, what is parked, and moving a cursor by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from chorus.core.errors import ChorusError, NotFoundError
from chorus.stores.event_log.read import read_by_id
from chorus.stores.event_log.subscriptions import LoggedEvent
from chorus.stores.postgres.database import Database

LAG_MAX = 10_000
STANDINGS = "SELECT * FROM read_consumer_lag($1) ORDER BY name, shard"
PARKED = "SELECT consumer, count(*) AS events FROM parked_events WHERE next_attempt_at IS NULL GROUP BY consumer"
LIST = """
SELECT consumer, event_id, error, attempts, failed_at FROM parked_events
WHERE next_attempt_at IS NULL AND ($1::text IS NULL OR consumer = $1) ORDER BY event_id DESC, consumer LIMIT $2
"""
RETRY = """
UPDATE parked_events SET attempts = 0, next_attempt_at = now()
WHERE consumer = $1 AND next_attempt_at IS NULL AND event_id IN (
    SELECT event_id FROM parked_events
    WHERE consumer = $1 AND next_attempt_at IS NULL AND ($2::bigint[] IS NULL OR event_id = ANY ($2))
    ORDER BY event_id LIMIT $3)
RETURNING event_id
"""
DISCARD = """
DELETE FROM parked_events
WHERE consumer = $1 AND next_attempt_at IS NULL AND ($2::bigint[] IS NULL OR event_id = ANY ($2)) RETURNING event_id
"""
RETRIED_MAX = 1_000
# The lease goes with the cursor: a worker notices at its next write, and begins again from the new place.
MOVE = """
UPDATE event_consumers SET txid = $2::text::xid8, event_id = 0, last_event_id = $3::bigint, attempts = 0,
    last_error = '', ignored_up_to = CASE WHEN $3::bigint = 0 THEN 0 ELSE ignored_up_to END,
    lease_holder = NULL, leased_until = NULL, moved_at = now()
WHERE name = $1 AND ($4 OR (txid, event_id) > ($2::text::xid8, 0)) RETURNING shard
"""
EXISTS = "SELECT name FROM event_consumers WHERE name = $1 LIMIT 1"
AT = "SELECT txid::text, id FROM find_log_position($1)"
END = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, last_value FROM events_id_seq"


class ConsumerNotFound(NotFoundError):
    """No consumer has this name."""

    code = "consumer.not_found"
    message = "No consumer has this name. `chorus consumers list` shows them."


class NothingSince(ChorusError):
    """The log has no event since that moment."""

    code, status = "event_log.nothing_since", 404
    message = "The log has no event since that moment, so there is nothing to handle again."


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a consumer is. `lag_events` counts to 10,000; `oldest_at` is when the first of them happened."""

    name: str
    shards: int
    held_shards: int
    lag_events: int
    oldest_at: datetime | None
    attempts: int
    last_error: str
    parked: int

    def lag_seconds(self, moment: datetime) -> float:
        """Return the age of the oldest event that it has to read."""
        return 0.0 if self.oldest_at is None else max(0.0, (moment - self.oldest_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked event. `event` is None when it has been erased since."""

    consumer: str
    event_id: int
    error: str
    attempts: int
    failed_at: datetime
    event: LoggedEvent | None


async def standings(database: Database) -> list[Standing]:
    """List every consumer that has ever been registered, by name."""
    rows = await database.unscoped(STANDINGS, LAG_MAX)
    given_up = {row["consumer"]: row["events"] for row in await database.unscoped(PARKED)}
    found = []
    for name, rows_of in groupby(rows, key=lambda row: row["name"]):
        shards = list(rows_of)
        found.append(
            Standing(
                name=name,
                shards=len(shards),
                held_shards=sum(row["is_held"] for row in shards),
                lag_events=max(row["events"] for row in shards),
                oldest_at=min((row["oldest_at"] for row in shards if row["oldest_at"]), default=None),
                attempts=max(row["attempts"] for row in shards),
                last_error=next((row["last_error"] for row in shards if row["last_error"]), ""),
                parked=given_up.get(name, 0),
            )
        )
    return found


async def list_parked(database: Database, consumer: str | None, *, limit: int) -> list[Parked]:
    """List the newest parked events, of one consumer or of all."""
    rows = await database.unscoped(LIST, consumer, limit)
    events = {event.id: event for event in await read_by_id(database, {row["event_id"] for row in rows})}
    return [Parked(**row, event=events.get(row["event_id"])) for row in rows]


async def retry_parked(database: Database, consumer: str, event_ids: Sequence[int] | None) -> int:
    """Let parked events, or all of a consumer, be tried again with every attempt of a new one; how many."""
    await _require(database, consumer)
    return len(await database.unscoped(RETRY, consumer, event_ids, RETRIED_MAX))


async def discard_parked(database: Database, consumer: str, event_ids: Sequence[int] | None) -> int:
    """Drop parked events, or all of a consumer: it never handles them. Returns their number."""
    await _require(database, consumer)
    return len(await database.unscoped(DISCARD, consumer, event_ids))


async def rewind(database: Database, consumer: str, since: datetime | None) -> int:
    """Handle again what happened since a moment, or everything. Returns the number of shards that were moved back.

    Raises:
        ConsumerNotFound: If no consumer has this name.
        NothingSince: If the log has no event since that moment.
    """
    await _require(database, consumer)
    txid, last_id = "0", 0
    if since is not None:
        rows = await database.unscoped(AT, since)
        if not rows:
            raise NothingSince
        txid, last_id = rows[0]["txid"], rows[0]["id"] - 1
    # A cursor is (transaction, event id), so one before the first event of a transaction stands at event 0 of it.
    return len(await database.unscoped(MOVE, consumer, txid, last_id, False))


async def skip(database: Database, consumer: str) -> int:
    """Leave out what the consumer has not read yet. Returns how many events that were, counted to 10,000.

    Raises:
        ConsumerNotFound: If no consumer has this name.
    """
    await _require(database, consumer)
    [before] = [one for one in await standings(database) if one.name == consumer]
    [(txid, last_id)] = await database.unscoped(END)
    await database.unscoped(MOVE, consumer, txid, last_id, True)
    return before.lag_events


async def _require(database: Database, consumer: str) -> None:
    if not await database.unscoped(EXISTS, consumer):
        raise ConsumerNotFound
