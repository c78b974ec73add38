"""Events about single messages."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from chorus.protocol.events.event import ConversationEvent
from chorus.protocol.model import WireModel
from chorus.protocol.topics import Audience


class MessageRole(StrEnum):
    """The author's role."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class MessageType(StrEnum):
    """What a message carries."""

    TEXT = "text"
    ATTACHMENT = "attachment"
    NOTE = "note"
    NOTICE = "notice"


class AttachmentRead(WireModel):
    """A file of a message; its bytes are at `GET /v1/attachments/{id}`."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int


class SourceRead(WireModel):
    """A passage of the knowledge base that a bot's answer rests on."""

    document_id: UUID
    title: str
    quote: str


class MessageRead(WireModel):
    """A message as its readers see it.

    `position` is the one of the reader's audience; inside an event it is left out: there the event's counts.
    """

    id: UUID
    role: MessageRole
    message_type: MessageType = MessageType.TEXT
    author_id: UUID | None = None
    author_name: str = ""
    content: str
    attachments: list[AttachmentRead] = []
    sources: list[SourceRead] = []
    created_at: datetime
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    position: int = 0


class MessageSent(ConversationEvent):
    """A message that the customer can see."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    type: Literal["message.sent"] = "message.sent"
    message: MessageRead


class NoteAdded(ConversationEvent):
    """An agent wrote something that only agents see."""

    audience: ClassVar[Audience] = Audience.AGENTS
    type: Literal["note.added"] = "note.added"
    message: MessageRead


class MessageDelivered(ConversationEvent):
    """Messages reached the other side's device."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    type: Literal["message.delivered"] = "message.delivered"
    message_ids: list[UUID]


class MessageSeen(ConversationEvent):
    """Messages were seen by the other side."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    type: Literal["message.seen"] = "message.seen"
    message_ids: list[UUID]
