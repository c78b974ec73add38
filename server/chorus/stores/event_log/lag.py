"""How far consumers lag behind, for Prometheus, every 15 s."""

import asyncio
from datetime import datetime

import asyncpg
import structlog

from chorus.core.clock import now
from chorus.core.errors import ChorusError
from chorus.stores.event_log.admin import standings
from chorus.stores.event_log.metrics import lag_events, lag_seconds, parked_events
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)
LOOK_SECONDS = 15.0


async def watch_lag(database: Database) -> None:
    """Set the gauges again and again; while PostgreSQL is away the last figures stand."""
    while True:
        try:
            await show_lag(database, now())
        except (ChorusError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.debug("consumers.not_counted", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def show_lag(database: Database, moment: datetime) -> None:
    """Set the gauges of lag and parked events."""
    for one in await standings(database):
        lag_events.labels(one.name).set(one.lag_events)
        lag_seconds.labels(one.name).set(one.lag_seconds(moment))
        parked_events.labels(one.name).set(one.parked)
