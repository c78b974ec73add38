"""The tables of mails: one mail, and the messages that it tells of."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import ConversationId, MessageId, TenantId
from chorus.stores.postgres.columns import KEY, TEXT, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class MailStatus(StrEnum):
    """`needless`: read, or blocked, before it was sent. `failed`: the server will never take it."""

    QUEUED = "queued"
    SENT = "sent"
    NEEDLESS = "needless"
    FAILED = "failed"


class MailRow(Table, table=True):
    """A mail to the customer of a conversation; its text is made when it is sent."""

    __tablename__ = "mails"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    conversation_id: Annotated[ConversationId, UUID]
    status: Annotated[MailStatus, varchar(20)]
    failure: Annotated[str | None, TEXT]
    created_at: Annotated[datetime, TIMESTAMP]
    ended_at: Annotated[datetime | None, TIMESTAMP]


class MailMessage(Table, table=True):
    """A message that a mail tells of. The key is the message: none is mailed twice."""

    __tablename__ = "mail_messages"

    tenant_id: Annotated[TenantId, KEY]
    message_id: Annotated[MessageId, KEY]
    mail_id: Annotated[Id, UUID]
