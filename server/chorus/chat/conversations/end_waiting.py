"""A waiting escalation ends: accepted, cancelled, or closed with its conversation."""

from datetime import datetime

from chorus.core.ids import ConversationId, UserId
from chorus.stores.postgres.database import Tx


async def end_waiting(
    tx: Tx, conversation_id: ConversationId, *, status: str, moment: datetime, accepted_by: UserId | None = None
) -> None:
    """End the waiting escalation, if there is one."""
    await tx.execute(
        "UPDATE escalations SET status = $3, ended_at = $4, accepted_by = $5, offered_to = NULL,"
        " offer_expires_at = NULL WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'waiting'",
        tx.tenant_id,
        conversation_id,
        status,
        moment,
        accepted_by,
    )
