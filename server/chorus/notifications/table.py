"""The tables of mails: one mail, and the messages that it tells of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import ConversationId, MessageId, TenantId


class MailStatus(StrEnum):
    """`needless`: read, or blocked, before it was sent. `failed`: the server will never take it."""

    QUEUED = "queued"
    SENT = "sent"
    NEEDLESS = "needless"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail to the customer of a conversation; its text is made when it is sent."""

    TABLE: ClassVar[str] = "mails"

    id: UUID
    tenant_id: TenantId
    conversation_id: ConversationId
    status: str
    failure: str | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A message that a mail tells of. The key is the message: none is mailed twice."""

    TABLE: ClassVar[str] = "mail_messages"

    tenant_id: TenantId
    message_id: MessageId
    mail_id: UUID
