"""Every SELECT on live chat sessions."""

from uuid import UUID

from chorus.chat.sessions.table import LiveChatSession
from chorus.core.ids import ConversationId
from chorus.stores.postgres.database import Tx


async def last_session_id(tx: Tx, conversation_id: ConversationId) -> UUID | None:
    """Return the newest session of a conversation."""
    found: UUID | None = await tx.value(
        "SELECT id FROM live_chat_sessions WHERE tenant_id = $1 AND conversation_id = $2"
        " ORDER BY started_at DESC LIMIT 1",
        tx.tenant_id,
        conversation_id,
    )
    return found


async def sessions_of(tx: Tx, conversation_id: ConversationId) -> list[LiveChatSession]:
    """Return all sessions of a conversation, oldest first."""
    return await tx.fetch(
        LiveChatSession,
        "SELECT {columns} FROM live_chat_sessions WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY started_at",
        tx.tenant_id,
        conversation_id,
    )
