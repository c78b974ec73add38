"""Which job a worker takes next: tenants take turns, and long work on documents has places of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial

import psycopg
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from typing_extensions import override

from chorus.stores.jobs.job import DOCUMENTS

FETCH = "SELECT * FROM fetch_fair_job_v1(%(only)s::varchar[], %(apart)s::varchar[], %(worker_id)s, %(share)s)"

# Each try waits for a connection as long as the pool is patient.
BOOKING_TRIES = 3
BOOKING_PAUSE_SECONDS = 1.0


def share_of(places: int) -> int:
    """Return the slots of a worker that one tenant may take: three quarters, so that others start immediately."""
    return max(1, places - max(1, places // 4))


class FairJobs(JobManager):
    """procrastinate's jobs, fetched in turns by tenant. A worker that names no queues leaves documents alone."""

    def __init__(self, connector: BaseConnector, *, places: int, places_for_documents: int) -> None:
        super().__init__(connector)
        self._share = share_of(places)
        self._share_of_documents = share_of(places_for_documents)

    @override
    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Fetch a job, if one may run now."""
        rows = await self.connector.execute_query_all_async(
            query=FETCH,
            only=None if queues is None else list(queues),
            apart=[DOCUMENTS],
            worker_id=worker_id,
            share=self._share if queues is None else self._share_of_documents,
        )
        return Job.from_row(rows[0]) if rows else None

    @override
    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Record the end of a job, even if the connection breaks; otherwise the job would keep its lock forever."""
        await _booked(partial(super().finish_job, job, status, delete_job))

    @override
    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Record that a job will be retried; like `finish_job` while PostgreSQL is down."""
        await _booked(partial(super().retry_job, job, retry_at, priority, queue, lock))


async def _booked(book: Callable[[], Awaitable[None]]) -> None:
    """Try again when the connection is lost meanwhile. What PostgreSQL itself refuses is refused.

    Raises:
        ConnectorException: If PostgreSQL is unavailable.
    """
    for _ in range(BOOKING_TRIES - 1):
        try:
            return await book()
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.OperationalError):
                raise
        await asyncio.sleep(BOOKING_PAUSE_SECONDS)
    return await book()
