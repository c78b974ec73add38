"""Which job a worker takes next: tenants take turns, and long work on documents has places of its own."""

from collections.abc import Iterable

from procrastinate.connector import BaseConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from typing_extensions import override

from chorus.stores.jobs import DOCUMENTS

FETCH = "SELECT * FROM fetch_fair_job_v1(%(only)s::varchar[], %(apart)s::varchar[], %(worker_id)s, %(share)s)"


def share_of(places: int) -> int:
    """How many places of a worker one tenant may take: all but a quarter, so that others start at once."""
    return max(1, places - max(1, places // 4))


class FairJobs(JobManager):
    """procrastinate's jobs, fetched in turns by tenant. A worker that names no queues leaves documents alone."""

    def __init__(self, connector: BaseConnector, *, places: int, places_for_documents: int) -> None:
        super().__init__(connector)
        self._share = share_of(places)
        self._share_of_documents = share_of(places_for_documents)

    @override
    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Take a job, or find that there is none to take now."""
        rows = await self.connector.execute_query_all_async(
            query=FETCH,
            only=None if queues is None else list(queues),
            apart=[DOCUMENTS],
            worker_id=worker_id,
            share=self._share if queues is None else self._share_of_documents,
        )
        return Job.from_row(rows[0]) if rows else None
