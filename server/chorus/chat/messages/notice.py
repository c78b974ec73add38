"""A sentence from Chorus itself, within the transaction that is its reason."""

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.announce import said_by_chorus
from chorus.chat.messages.table import Message
from chorus.core.clock import now
from chorus.core.ids import MessageId, new_id
from chorus.protocol.events.message import MessageRead, MessageRole, MessageType
from chorus.stores.postgres.database import Tx


async def notice(tx: Tx, conversation: Conversation, content: str) -> Message:
    """Post a system message; the caller holds the conversation's lock.

    `message_position` stays: lists go on showing what people said, and a brief does not age by a notice.
    """
    moment, message_id = now(), MessageId(new_id())
    read = MessageRead(
        id=message_id,
        role=MessageRole.SYSTEM,
        message_type=MessageType.NOTICE,
        content=content,
        created_at=moment,
    )
    event = said_by_chorus(conversation.id, read)
    agent_position, customer_position = await tx.record(event, message_id=message_id)
    return await tx.insert(
        Message(
            id=message_id,
            tenant_id=tx.tenant_id,
            conversation_id=conversation.id,
            role=MessageRole.SYSTEM,
            author_id=None,
            author_name="",
            content=content,
            message_type=MessageType.NOTICE,
            sources=[],
            agent_position=agent_position,
            customer_position=customer_position,
            created_at=moment,
            delivered_at=None,
            read_at=None,
        )
    )
