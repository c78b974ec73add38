"""Tell the bus what the batch writer committed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from chorus.chat.messages.queries import attachments_of
from chorus.core.actor import ActorKind
from chorus.stores.database import Database
from chorus.wire.envelope import Envelope, envelopes_of
from chorus.wire.events.event import ActorRead
from chorus.wire.events.message import AttachmentRead, MessageRead, MessageSent, MessageType, NoteAdded

if TYPE_CHECKING:
    from chorus.chat.messages.append import Appended, NewMessage

log = structlog.get_logger(__name__)


async def announce(database: Database, written: "Sequence[tuple[NewMessage, Appended]]") -> None:
    """Publish the events of new messages. A failure is only logged: the log has them, readers catch up."""
    try:
        envelopes: list[Envelope] = []
        for message, appended in written:
            files: list[AttachmentRead] = []
            if message.attachment_ids:
                async with database.transaction(message.tenant_id) as tx:
                    files = (await attachments_of(tx, [message.id])).get(message.id, [])
            event = message_event(message, appended, files)
            positions = (appended.agent_position, appended.customer_position)
            envelopes += envelopes_of(event, message.tenant_id, *positions, trace=message.trace)
        await database.publish(envelopes)
    except Exception as error:
        log.warning("announce.failed", rows=len(written), error=type(error).__name__)


def message_event(message: "NewMessage", appended: "Appended", files: list[AttachmentRead]) -> MessageSent | NoteAdded:
    """The event that the log will also give for this message."""
    read = MessageRead.model_validate(
        {
            "id": message.id,
            "role": message.role,
            "message_type": message.message_type,
            "author_id": message.author_id,
            "author_name": message.author_name,
            "content": message.content,
            "attachments": files,
            "sources": list(message.sources),
            "created_at": appended.created_at,
        }
    )
    return said(message.conversation_id, read)


def said(conversation_id: UUID, message: MessageRead) -> MessageSent | NoteAdded:
    """A message or note as its event; its author is the actor."""
    event_class = NoteAdded if message.message_type is MessageType.NOTE else MessageSent
    actor = ActorRead(kind=ActorKind(message.role), id=message.author_id, name=message.author_name)
    return event_class(conversation_id=conversation_id, actor=actor, at=message.created_at, message=message)
