"""Who works on which shard of which consumer: rows in PostgreSQL, held for some seconds at a time."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chorus.stores.event_log.subscriptions import Cursor, Subscription
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import Connection

LEASE_SECONDS = 15.0
HEARTBEAT_SECONDS = 5.0
# A worker that has been silent for a day is forgotten; it has had no share since its leases ended.
FORGET = "DELETE FROM event_consumer_workers WHERE seen_at < now() - interval '1 day'"
SEEN = """
INSERT INTO event_consumer_workers (id, seen_at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET seen_at = now()
"""
WORKERS = "SELECT count(*) FROM event_consumer_workers WHERE seen_at > now() - make_interval(secs => $1)"
EXTEND = """
UPDATE event_consumers SET leased_until = now() + make_interval(secs => $3)
WHERE lease_holder = $1 AND name = ANY ($2) RETURNING name, shard
"""
CLAIM = """
UPDATE event_consumers c SET lease_holder = $1, leased_until = now() + make_interval(secs => $4)
FROM (SELECT f.name, f.shard FROM event_consumers f
      JOIN unnest($2::text[], $3::integer[]) w (name, shards) ON w.name = f.name AND w.shards = f.shards
      WHERE f.lease_holder IS NULL OR f.leased_until < now()
      ORDER BY f.shard, f.name LIMIT $5 FOR UPDATE OF f SKIP LOCKED) free
WHERE c.name = free.name AND c.shard = free.shard
RETURNING c.name, c.shard, c.shards, c.txid::text, c.event_id, c.last_event_id, c.ignored_up_to
"""
RELEASE = """
UPDATE event_consumers c SET lease_holder = NULL, leased_until = NULL
FROM unnest($2::text[], $3::integer[]) r (name, shard)
WHERE c.lease_holder = $1 AND c.name = r.name AND c.shard = r.shard
"""
GONE = "DELETE FROM event_consumer_workers WHERE id = $1"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('event_consumers:' || $1, 0))"
FOUND = """
SELECT shards, txid::text, event_id, last_event_id, ignored_up_to FROM event_consumers WHERE name = $1
ORDER BY txid, event_id
"""
REMOVE = "DELETE FROM event_consumers WHERE name = $1"
ADD = """
INSERT INTO event_consumers (name, shard, shards, txid, event_id, last_event_id, ignored_up_to)
SELECT $1, s, $2, coalesce($3::text::xid8, pg_snapshot_xmin(pg_current_snapshot())), $4,
       coalesce($5, (SELECT last_value FROM events_id_seq)), $6
FROM generate_series(0, $2 - 1) s
"""


class LeaseLost(Exception):
    """Somebody else works on this shard now, or its cursor was moved by hand."""


@dataclass(frozen=True, slots=True)
class Lease:
    """One shard of one consumer, and where it stood when it was taken."""

    name: str
    shard: int
    shards: int
    cursor: Cursor
    last_id: int
    ignored_up_to: int

    @property
    def key(self) -> tuple[str, int]:
        """The key of its row."""
        return self.name, self.shard


async def register(database: Database, subscription: Subscription) -> None:
    """Make the rows of a consumer, or another number of them. Without effect where they are as they should be.

    With another number of shards all of them begin where the last of the old ones stood: events come again, none is
    left out.
    """
    async with database.across(()) as connection:
        await connection.execute(LOCK, subscription.name)
        rows = await connection.fetch(FOUND, subscription.name)
        if len(rows) == subscription.shards and all(row["shards"] == subscription.shards for row in rows):
            return
        txid, event_id, last_id, ignored = ("0", 0, 0, 0) if subscription.from_beginning else (None, 0, None, 0)
        if rows:
            txid, event_id = rows[0]["txid"], rows[0]["event_id"]
            last_id, ignored = (min(row[name] for row in rows) for name in ("last_event_id", "ignored_up_to"))
        await connection.execute(REMOVE, subscription.name)
        await connection.execute(ADD, subscription.name, subscription.shards, txid, event_id, last_id, ignored)


@dataclass(frozen=True, slots=True)
class Beat:
    """What a heartbeat brought."""

    taken: Sequence[Lease]
    lost: Collection[tuple[str, int]]
    surplus: int


async def beat(
    database: Database,
    worker: UUID,
    wanted: Mapping[str, int],
    held: Collection[tuple[str, int]],
    *,
    lease_seconds: float = LEASE_SECONDS,
) -> Beat:
    """Say that this worker lives, keep what it has, and take its share of what is free.

    `wanted` is the number of shards by consumer. The share is all shards, divided by the workers that live.
    """
    names = list(wanted)
    async with database.across(()) as connection:
        await connection.execute(SEEN, worker)
        kept = {(row["name"], row["shard"]) for row in await connection.fetch(EXTEND, worker, names, lease_seconds)}
        # What the row says and this process does not: a claim whose answer was lost.
        unknown = kept - set(held)
        if unknown:
            await _release(connection, worker, unknown)
        workers = await connection.fetchval(WORKERS, lease_seconds)
        share = math.ceil(sum(wanted.values()) / max(1, workers))
        missing = share - len(kept & set(held))
        taken: list[Lease] = []
        if missing > 0:
            rows = await connection.fetch(CLAIM, worker, names, list(wanted.values()), lease_seconds, missing)
            taken = [
                Lease(
                    row["name"],
                    row["shard"],
                    row["shards"],
                    Cursor(int(row["txid"]), row["event_id"]),
                    row["last_event_id"],
                    row["ignored_up_to"],
                )
                for row in rows
            ]
    return Beat(taken, set(held) - kept, max(0, -missing))


async def release(database: Database, worker: UUID, shards: Collection[tuple[str, int]], *, for_good: bool) -> None:
    """Give shards back, so that others need not wait for the leases to end. `for_good` when the worker stops."""
    async with database.across(()) as connection:
        await _release(connection, worker, shards)
        if for_good:
            await connection.execute(GONE, worker)
            await connection.execute(FORGET)


async def _release(connection: Connection, worker: UUID, shards: Collection[tuple[str, int]]) -> None:
    await connection.execute(RELEASE, worker, [name for name, _ in shards], [shard for _, shard in shards])
