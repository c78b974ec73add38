"""Input and output of the batch writer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from chorus.core.ids import ConversationId, MessageId, TenantId


class NewMessage(msgspec.Struct, frozen=True, gc=False):
    """A message to append. Only the bot needs `floor_number`."""

    tenant_id: TenantId
    conversation_id: ConversationId
    id: MessageId
    role: str
    author_id: UUID
    author_name: str
    content: str
    message_type: str = "text"
    floor_number: int = 0
    attachment_ids: Sequence[UUID] = ()
    sources: Sequence[dict[str, Any]] = ()
    trace: str = ""


class Appended(msgspec.Struct, frozen=True, gc=False):
    """Committed. A retry gets the first answer, with `is_new` false."""

    agent_position: int
    customer_position: int | None
    created_at: datetime
    is_new: bool
