"""Events that a handler failed at: retried by themselves with growing pauses, then parked until somebody looks.

While an event is retried, later ones of its conversation wait behind it, so that the order holds. Once it is parked
they go on: one event must not silence a conversation for ever. A row holds ids and where the code failed, no content.
"""

import traceback
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from chorus.stores.event_log.subscriptions import LoggedEvent
from chorus.stores.postgres.pool import Connection

# After the first failure, the second …; the one after the last is the end: after 85 s.
RETRY_SECONDS = (1.0, 4.0, 16.0, 64.0)
# More in one shard is no matter of single events: it reads no further until they are retried.
RETRIED_MAX = 1_000
KEPT_DAYS = 30
BATCH_MAX = 500

ADD = """
INSERT INTO parked_events (consumer, event_id, bucket, stream_id, error, attempts, next_attempt_at)
SELECT $1, * FROM unnest($2::bigint[], $3::integer[], $4::uuid[], $5::text[], $6::integer[], $7::timestamptz[])
ON CONFLICT (consumer, event_id) DO UPDATE
SET error = excluded.error, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at, failed_at = now()
"""
WAITING = """
SELECT stream_id, min(event_id) AS first, count(*) AS events,
       extract(epoch FROM (array_agg(next_attempt_at ORDER BY event_id))[1] - now())::float AS seconds
FROM parked_events WHERE consumer = $1 AND next_attempt_at IS NOT NULL AND bucket % $2 = $3 GROUP BY stream_id
"""
OF_STREAMS = """
SELECT event_id, attempts FROM parked_events
WHERE consumer = $1 AND next_attempt_at IS NOT NULL AND stream_id = ANY ($2) ORDER BY event_id LIMIT $3
"""
FAILED = """
UPDATE parked_events SET attempts = $3, error = $4, next_attempt_at = now() + $5::interval, failed_at = now()
WHERE consumer = $1 AND event_id = $2
"""
DONE = "DELETE FROM parked_events WHERE consumer = $1 AND event_id = ANY ($2)"
FORGET = """
DELETE FROM parked_events WHERE next_attempt_at IS NULL AND failed_at < now() - make_interval(days => $1)
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """An event that was not handled: because of its own error, or because it waits behind one that failed."""

    event: LoggedEvent
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stream with events to retry; the first of them in so many seconds."""

    stream_id: UUID
    events: int
    seconds: float


async def add(
    connection: Connection, consumer: str, failures: Sequence[Failure], retry_seconds: Sequence[float] = RETRY_SECONDS
) -> None:
    """Put aside what was not handled. The first retry of what failed is due after the first pause."""
    moment = await connection.fetchval("SELECT now()")
    later = moment + timedelta(seconds=retry_seconds[0])
    await connection.execute(
        ADD,
        consumer,
        [failure.event.id for failure in failures],
        [failure.event.bucket for failure in failures],
        [failure.event.stream_id for failure in failures],
        ["" if failure.error is None else place_of(failure.error) for failure in failures],
        [0 if failure.error is None else 1 for failure in failures],
        [moment if failure.error is None else later for failure in failures],
    )


async def waiting(connection: Connection, consumer: str, shards: int, shard: int) -> list[Waiting]:
    """Find the streams of a shard in which something is to be retried."""
    rows = await connection.fetch(WAITING, consumer, shards, shard)
    return [Waiting(row["stream_id"], row["events"], max(0.0, row["seconds"])) for row in rows]


async def of_streams(connection: Connection, consumer: str, streams: Collection[UUID]) -> dict[int, int]:
    """Find what is to be retried of these streams, in order: attempts by event id."""
    rows = await connection.fetch(OF_STREAMS, consumer, list(streams), BATCH_MAX)
    return {row["event_id"]: row["attempts"] for row in rows}


async def failed_again(
    connection: Connection,
    consumer: str,
    event_id: int,
    error: Exception,
    attempts: int,
    retry_seconds: Sequence[float],
) -> bool:
    """Plan the next retry; whether there is none, so that the event is parked."""
    pause = timedelta(seconds=retry_seconds[attempts - 1]) if attempts <= len(retry_seconds) else None
    await connection.execute(FAILED, consumer, event_id, attempts, place_of(error), pause)
    return pause is None


async def done(connection: Connection, consumer: str, event_ids: Collection[int]) -> None:
    """Drop events that are handled, or exist no longer."""
    await connection.execute(DONE, consumer, list(event_ids))


async def forget(connection: Connection) -> None:
    """Drop parked events that nobody has looked at for `KEPT_DAYS`."""
    await connection.execute(FORGET, KEPT_DAYS)


def place_of(error: Exception) -> str:
    """Name an error and the line that raised it. Its text is left out: it may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    ours = [
        frame for frame in frames if "chorus" in PurePath(frame.filename).parts and "event_log" not in frame.filename
    ]
    frame = (ours or frames)[-1]
    return f"{type(error).__name__} at {'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno}"
