"""Remove what was uploaded and never sent."""

from datetime import timedelta

from chorus.chat.attachments.table import Attachment
from chorus.core.clock import now
from chorus.core.ids import TenantId
from chorus.stores.blobs.port import Blobs
from chorus.stores.postgres.database import Database

KEPT = timedelta(days=1)
BATCH = 100


async def remove_unsent(database: Database, blobs: Blobs, tenant_id: TenantId, *, kept: timedelta = KEPT) -> int:
    """Remove a tenant's files that were not sent within a day. Return their number."""
    removed = 0
    while count := await _remove_batch(database, blobs, tenant_id, kept):
        removed += count
    return removed


async def _remove_batch(database: Database, blobs: Blobs, tenant_id: TenantId, kept: timedelta) -> int:
    async with database.transaction(tenant_id) as tx:
        rows = await tx.fetch(
            Attachment,
            "DELETE FROM attachments WHERE tenant_id = $1 AND id IN ("
            " SELECT id FROM attachments WHERE tenant_id = $1 AND message_id IS NULL AND created_at < $2"
            " ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING {columns}",
            tenant_id,
            now() - kept,
            BATCH,
        )
        # Before the commit: where the storage fails, the rows stay and the next round tries again.
        for row in rows:
            await blobs.delete(row.storage_key)
    return len(rows)
