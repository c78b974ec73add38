"""The table of live chat sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import ConversationId, TenantId, UserId


@dataclass(frozen=True, slots=True)
class LiveChatSession:
    """One period in which an agent has the conversation."""

    TABLE: ClassVar[str] = "live_chat_sessions"

    id: UUID
    conversation_id: ConversationId
    tenant_id: TenantId
    agent_id: UserId | None
    user_socket_id: str | None
    agent_socket_id: str | None
    status: str
    started_at: datetime
    ended_at: datetime | None
