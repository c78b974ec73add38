"""Try mails again whose job gave up, while a mail server was away for longer than a job is patient."""

from datetime import timedelta

from chorus.core.clock import now
from chorus.core.ids import TenantId
from chorus.notifications.find_unread import job_for
from chorus.notifications.queries import LATEST
from chorus.notifications.table import MailRow
from chorus.stores.postgres.database import Database

OVERDUE = timedelta(minutes=5)
BATCH = 200


async def retry_mails(database: Database, tenant_id: TenantId) -> int:
    """Enqueue a job for each mail that waits too long, and give up those of last week; how many were enqueued."""
    moment = now()
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "UPDATE mails SET status = 'failed', failure = 'mail.too_late', ended_at = $2"
            " WHERE tenant_id = $1 AND status = 'queued' AND created_at < $3",
            tenant_id,
            moment,
            moment - LATEST,
        )
        overdue = await tx.fetch(
            MailRow,
            "SELECT {columns} FROM mails WHERE tenant_id = $1 AND status = 'queued' AND created_at < $2"
            " ORDER BY created_at LIMIT $3",
            tenant_id,
            moment - OVERDUE,
            BATCH,
        )
        for row in overdue:
            tx.defer(job_for(row))
    return len(overdue)
