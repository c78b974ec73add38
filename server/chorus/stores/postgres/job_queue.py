"""The job queue seen from outside: how much there is, what failed for good, and once more."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chorus.stores.postgres.database import Database

STATUSES = ("todo", "doing", "failed")
RETRIED_MAX = 1_000
COUNTS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
FAILED = """
SELECT j.id, j.task_name AS task, j.attempts, j.args,
       (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) AS failed_at
FROM procrastinate_jobs j WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT $1
"""
# A timer has a queueing lock, of which one may wait: its next round has come long ago.
RETRY = """
UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL
WHERE id IN (SELECT id FROM procrastinate_jobs WHERE status = 'failed' AND queueing_lock IS NULL
               AND ($1::bigint[] IS NULL OR id = ANY ($1)) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A dead letter. Its arguments are ids, no content."""

    id: int
    task: str
    attempts: int
    args: dict[str, Any]
    failed_at: datetime | None

    @property
    def when(self) -> str:
        """It failed, for people."""
        return self.failed_at.isoformat(" ", "seconds") if self.failed_at else "-"

    @property
    def what(self) -> str:
        """It was for, on one line."""
        return json.dumps(self.args)


async def counts(database: Database) -> dict[str, int]:
    """Count jobs by status. Succeeded jobs are deleted."""
    found: dict[str, int] = {row[0]: row[1] for row in await database.unscoped(COUNTS)}
    return dict.fromkeys(STATUSES, 0) | found


async def failed(database: Database, *, limit: int) -> list[FailedJob]:
    """Return the newest failed jobs."""
    return [FailedJob(**row) for row in await database.unscoped(FAILED, limit)]


async def retry(database: Database, ids: Sequence[int] | None) -> int:
    """Retry these failed jobs, or all, with a fresh number of attempts. Return their number."""
    return len(await database.unscoped(RETRY, ids, RETRIED_MAX))
