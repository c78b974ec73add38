"""Consumers of the log for tests, each with a name of its own: all tests share one log."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from chorus.core.ids import new_id
from chorus.stores.event_log.consumers import EventConsumers
from chorus.stores.event_log.subscriptions import Subscription
from chorus.stores.event_log.tail import Growth
from chorus.stores.postgres.database import Database

PATIENCE_SECONDS = 30


def unique(subscription: Subscription) -> Subscription:
    """The same consumer under a name that no other test uses."""
    return replace(subscription, name=f"{subscription.name}.{new_id().hex[-8:]}")


@asynccontextmanager
async def consuming(
    database: Database, growth: Growth, *subscriptions: Subscription, deps: Any = None, **options: Any
) -> AsyncIterator[EventConsumers]:
    """Run these consumers; entered once they hold all of their shards."""
    given = {"heartbeat_seconds": 0.1, "pace_seconds": 0.0, "retry_seconds": (0.0, 0.0), "backoff_min": 0.01, **options}
    consumers = EventConsumers(database, growth, subscriptions, deps, **given)
    # Those of other tests count for a share of the shards until their last heartbeat is old enough.
    await database.unscoped("DELETE FROM event_consumer_workers")
    consumers.start()
    try:
        await until(lambda: len(consumers.held) == sum(one.shards for one in subscriptions))
        yield consumers
    finally:
        await consumers.stop()


async def until(condition: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition, `PATIENCE_SECONDS` at most."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = condition()
            if await found if isinstance(found, Awaitable) else found:
                return
            await asyncio.sleep(0.01)
