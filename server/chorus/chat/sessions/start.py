"""A human takes the conversation: an episode begins."""

from datetime import datetime

from chorus.chat.sessions.table import LiveChatSession
from chorus.core.ids import ConversationId, UserId, new_id
from chorus.stores.postgres.database import Tx


async def start_session(
    tx: Tx, conversation_id: ConversationId, *, agent_id: UserId, moment: datetime
) -> LiveChatSession:
    """Start a session. The schema allows one active session per conversation."""
    return await tx.insert(
        LiveChatSession(
            id=new_id(),
            conversation_id=conversation_id,
            tenant_id=tx.tenant_id,
            agent_id=agent_id,
            user_socket_id=None,  # docs/decisions/0014
            agent_socket_id=None,
            status="active",
            started_at=moment,
            ended_at=None,
        )
    )
