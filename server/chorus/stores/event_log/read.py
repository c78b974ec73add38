"""Read the log below the oldest running transaction, so that no event which commits late is missed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import asyncpg

from chorus.core.ids import TenantId
from chorus.stores.event_log.subscriptions import Cursor, LoggedEvent
from chorus.stores.postgres.database import Database

SETTLED = "SELECT * FROM read_settled_events($1, $2, $3, $4)"
BY_ID = "SELECT * FROM read_events_by_id($1)"


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in the order of the log, and the cursor behind them.

    `settled_txid` is the oldest transaction that still ran; `is_unsettled` when it or a later one has written events.
    """

    events: Sequence[LoggedEvent]
    end: Cursor
    settled_txid: int
    is_unsettled: bool = False

    @property
    def last_id(self) -> int:
        """The highest event id in it, or 0."""
        return max((event.id for event in self.events), default=0)


async def read_settled(database: Database, after: Cursor, *, ignored_up_to: int = 0, limit: int) -> Batch:
    """At most `limit` events after the cursor. Those whose id is not above `ignored_up_to` are left out."""
    rows = await database.unscoped(SETTLED, str(after.txid), after.event_id, ignored_up_to, limit)
    settled = int(rows[0]["settled_txid"])
    events = [event_of(row) for row in rows if row["id"] is not None]
    # A short batch is all there is below the oldest running transaction, so the cursor moves up to that.
    end = events[-1].cursor if events and len(events) == limit else max(after, Cursor(settled, 0))
    return Batch(events, end, settled, rows[0]["is_unsettled"])


async def read_by_id(database: Database, ids: Iterable[int]) -> list[LoggedEvent]:
    """Those of these events that still exist, by id."""
    return [event_of(row) for row in await database.unscoped(BY_ID, list(ids))]


def event_of(row: asyncpg.Record) -> LoggedEvent:
    """Make the event of a row."""
    return LoggedEvent(
        int(row["txid"]),
        row["id"],
        TenantId(row["tenant_id"]),
        row["conversation_id"],
        row["type"],
        row["agent_position"],
        row["customer_position"],
        row["feed_position"],
        row["message_id"],
        row["payload"],
        row["created_at"],
    )
