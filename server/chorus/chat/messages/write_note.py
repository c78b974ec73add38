"""An agent's note, within the transaction that is its reason."""

import asyncpg

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.announce import noted
from chorus.chat.messages.errors import MessageIdTaken
from chorus.chat.messages.table import Message
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import MessageId
from chorus.protocol.events.message import MessageRead, MessageRole, MessageType
from chorus.stores.postgres.database import Tx


async def write_note(tx: Tx, actor: Actor, conversation: Conversation, *, message_id: MessageId, content: str) -> None:
    """Write a note; the caller holds the conversation's lock. Lists show it as they show messages.

    Raises:
        MessageIdTaken: If another message has the id.
    """
    moment, content = now(), content.replace("\x00", "")  # the one character that PostgreSQL's text cannot hold
    read = MessageRead(
        id=message_id,
        role=MessageRole.AGENT,
        message_type=MessageType.NOTE,
        author_id=actor.id,
        author_name=actor.name,
        content=content,
        created_at=moment,
    )
    position, _ = await tx.record(noted(actor, conversation.id, read), message_id=message_id)
    await tx.update(conversation, message_position=position, last_message_at=moment)
    note = Message(
        id=message_id,
        tenant_id=tx.tenant_id,
        conversation_id=conversation.id,
        role=read.role,
        author_id=actor.id,
        author_name=actor.name,
        content=content,
        message_type=read.message_type,
        sources=[],
        agent_position=position,
        customer_position=None,
        created_at=moment,
        delivered_at=None,
        read_at=None,
    )
    try:
        await tx.insert(note)
    except asyncpg.UniqueViolationError as error:
        raise MessageIdTaken from error
