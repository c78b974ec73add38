"""How many durable jobs there are, for Prometheus. Every worker tells the same: take the greatest, not the sum."""

import asyncio

import asyncpg
import structlog
from prometheus_client import Gauge

from chorus.core.errors import ChorusError
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.job_queue import counts

log = structlog.get_logger(__name__)
jobs = Gauge("jobs", "Durable jobs by status; `failed` stay until `chorus jobs retry`", ["status"])
SECONDS = 15.0


async def watch_jobs(database: Database) -> None:
    """Count again and again; while PostgreSQL is away the last figures stand."""
    while True:
        try:
            await count_jobs(database)
        except (ChorusError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.debug("jobs.not_counted", error=type(error).__name__)
        await asyncio.sleep(SECONDS)


async def count_jobs(database: Database) -> None:
    """Count once."""
    for status, count in (await counts(database)).items():
        jobs.labels(status).set(count)
