"""Tell the bus what the batch writer committed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

from chorus.chat.messages.new_message import Appended, NewMessage
from chorus.chat.messages.queries import attachments_of
from chorus.core.actor import Actor, ActorKind
from chorus.protocol.envelope import Envelope, event_body
from chorus.protocol.events.event import ActorRead, by
from chorus.protocol.events.message import MessageRead, MessageSent, NoteAdded
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)


class _Wire(msgspec.Struct, rename="camel", gc=False):
    """The fields of `MessageSent` and `NoteAdded`, without pydantic: it would cost more than the commit. A test holds
    both to the same bytes.
    """


class _Actor(_Wire):
    kind: str
    id: UUID
    name: str


class _Message(_Wire):
    id: UUID
    role: str
    message_type: str
    author_id: UUID
    author_name: str
    content: str
    attachments: Sequence[dict[str, Any]]
    sources: Sequence[dict[str, Any]]
    created_at: datetime
    delivered_at: None = None
    read_at: None = None


class _Said(_Wire):
    type: str
    conversation_id: UUID
    actor: _Actor
    at: datetime
    message: _Message


SENT, NOTED = (event_class.model_fields["type"].default for event_class in (MessageSent, NoteAdded))
_encoder = msgspec.json.Encoder()


async def announce(database: Database, written: "Sequence[tuple[NewMessage, Appended]]") -> None:
    """Publish the events of new messages. A failure is only logged: the log has them, readers catch up."""
    try:
        envelopes: list[Envelope] = []
        for message, appended in written:
            files = await _files(database, message) if message.attachment_ids else ()
            fields, agents = message_fields(message, appended, files), appended.agent_position
            topic = conversation_for_agents(message.conversation_id)
            envelopes.append(Envelope(topic, agents, event_body(fields, agents), message.trace))
            customer = appended.customer_position
            if customer is not None:
                topic = conversation_for_customer(message.conversation_id)
                envelopes.append(Envelope(topic, customer, event_body(fields, customer), message.trace))
        await database.publish(envelopes)
    except Exception as error:
        log.warning("announce.failed", rows=len(written), error=type(error).__name__)


async def _files(database: Database, message: "NewMessage") -> list[dict[str, Any]]:
    async with database.transaction(message.tenant_id) as tx:
        found = (await attachments_of(tx, [message.id])).get(message.id, [])
    return [file.model_dump(mode="json", by_alias=True) for file in found]


def message_fields(message: "NewMessage", appended: "Appended", files: Sequence[dict[str, Any]] = ()) -> bytes:
    """Return the event that the log will also give for this message, as JSON without its position."""
    at = appended.created_at
    return _encoder.encode(
        _Said(
            NOTED if message.message_type == "note" else SENT,
            message.conversation_id,
            _Actor(message.role, message.author_id, message.author_name),
            at,
            _Message(
                message.id,
                message.role,
                message.message_type,
                message.author_id,
                message.author_name,
                message.content,
                files,
                message.sources,
                at,
            ),
        )
    )


def said_by_chorus(conversation_id: UUID, message: MessageRead) -> MessageSent:
    """Build the event of a system message."""
    actor = ActorRead(kind=ActorKind.SYSTEM)
    return MessageSent(conversation_id=conversation_id, actor=actor, at=message.created_at, message=message)


def noted(actor: Actor, conversation_id: UUID, message: MessageRead) -> NoteAdded:
    """Build the event of an agent's note."""
    return NoteAdded(conversation_id=conversation_id, actor=by(actor), at=message.created_at, message=message)
