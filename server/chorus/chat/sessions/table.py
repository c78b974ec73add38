"""The table of live chat sessions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import ConversationId, TenantId, UserId
from chorus.stores.postgres.columns import KEY, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class LiveChatSession(Table, table=True):
    """One period in which an agent has the conversation."""

    __tablename__ = "live_chat_sessions"

    id: Annotated[Id, KEY]
    # The extension of Enkisys lets these be empty; Chorus always writes them.
    conversation_id: Annotated[ConversationId | None, UUID]
    tenant_id: Annotated[TenantId, UUID]
    agent_id: Annotated[UserId | None, UUID]
    user_socket_id: Annotated[str | None, varchar(255)]
    agent_socket_id: Annotated[str | None, varchar(255)]
    status: Annotated[str | None, varchar(20)]
    started_at: Annotated[datetime | None, TIMESTAMP]
    ended_at: Annotated[datetime | None, TIMESTAMP]
