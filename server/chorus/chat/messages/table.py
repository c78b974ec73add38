"""The table of messages and notes."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID as Id

from chorus.core.ids import ConversationId, MessageId, TenantId
from chorus.protocol.events.message import MessageRole, MessageType
from chorus.stores.postgres.columns import BIGINT, JSON, KEY, TEXT, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class Message(Table, table=True):
    """One message. `customer_position` is None for a note: it leaves no trace in what the customer sees."""

    __tablename__ = "messages"

    id: Annotated[MessageId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    conversation_id: Annotated[ConversationId, UUID]
    role: Annotated[MessageRole, varchar(20)]
    author_id: Annotated[Id | None, UUID]
    author_name: Annotated[str, TEXT]
    content: Annotated[str, TEXT]
    message_type: Annotated[MessageType, varchar(50)]
    sources: Annotated[list[dict[str, Any]], JSON]
    agent_position: Annotated[int, BIGINT]
    customer_position: Annotated[int | None, BIGINT]
    created_at: Annotated[datetime, TIMESTAMP]
    delivered_at: Annotated[datetime | None, TIMESTAMP]
    read_at: Annotated[datetime | None, TIMESTAMP]
