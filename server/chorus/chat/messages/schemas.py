"""Messages on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, StrictInt

from chorus.chat.messages.table import Message
from chorus.protocol.events.message import AttachmentRead, MessageRead, MessageRole, MessageType, SourceRead
from chorus.protocol.frames import TEXT_MAX
from chorus.protocol.model import WireModel


class MessageCreate(WireModel):
    """Say something. The client makes `id` (UUIDv7); the same id again is the same message."""

    id: UUID
    content: str = Field("", max_length=TEXT_MAX)
    message_type: Literal["text", "attachment"] = "text"
    attachment_ids: list[UUID] = Field([], max_length=10)


class NoteCreate(WireModel):
    """Write something that only agents see."""

    id: UUID
    content: str = Field(min_length=1, max_length=TEXT_MAX)


class MessageAccepted(WireModel):
    """Committed, at this position of the sender's audience."""

    id: UUID
    position: int
    created_at: datetime


class MessagePage(WireModel):
    """Messages, oldest first."""

    items: list[MessageRead]
    has_more: bool


class ReceiptCreate(WireModel):
    """Everything from the other side up to these positions has arrived or has been seen."""

    delivered: StrictInt = Field(0, ge=0)
    read: StrictInt = Field(0, ge=0)


def message_read(message: Message, files: list[AttachmentRead], *, for_customer: bool) -> MessageRead:
    """Return a message as its reader sees it."""
    position = message.customer_position if for_customer else message.agent_position
    return MessageRead(
        id=message.id,
        role=MessageRole(message.role),
        message_type=MessageType(message.message_type),
        author_id=message.author_id,
        author_name=message.author_name,
        content=message.content,
        attachments=files,
        sources=[SourceRead.model_validate(source) for source in message.sources],
        created_at=message.created_at,
        delivered_at=message.delivered_at,
        read_at=message.read_at,
        position=position or 0,
    )
