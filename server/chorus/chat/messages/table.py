"""The table of messages and notes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from chorus.core.ids import ConversationId, MessageId, TenantId


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `customer_position` is None for a note: it leaves no trace in what the customer sees."""

    TABLE: ClassVar[str] = "messages"

    id: MessageId
    tenant_id: TenantId
    conversation_id: ConversationId
    role: str
    author_id: UUID | None
    author_name: str
    content: str
    message_type: str
    sources: list[dict[str, Any]]
    agent_position: int
    customer_position: int | None
    created_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
