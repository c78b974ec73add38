"""The human gives the conversation up: the episode ends."""

from datetime import datetime

from chorus.core.ids import ConversationId
from chorus.stores.postgres.database import Tx


async def end_session(tx: Tx, conversation_id: ConversationId, *, moment: datetime) -> None:
    """End the active session, if there is one."""
    await tx.execute(
        "UPDATE live_chat_sessions SET status = 'ended', ended_at = $3"
        " WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'active'",
        tx.tenant_id,
        conversation_id,
        moment,
    )
