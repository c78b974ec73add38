"""Search on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chorus.chat.conversations.table import ConversationStatus
from chorus.protocol.model import WireModel


class Hit(WireModel):
    """A message that was found; where only the customer's name fits, the newest message of the conversation."""

    conversation_id: UUID
    message_id: UUID
    position: int
    snippet: str = Field(
        description="`<mark>` and `</mark>` stand around the words found; other brackets have become `[` and `]`.",
        examples=["Where is my <mark>order</mark> 4711?"],
    )
    customer_id: UUID
    customer_name: str
    created_at: datetime
    status: ConversationStatus


class HitPage(WireModel):
    """Hits, newest first."""

    items: list[Hit]
    next_cursor: str | None
