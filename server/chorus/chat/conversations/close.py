"""End a conversation."""

from chorus.chat.conversations.end_waiting import end_waiting
from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.policy import require_can_manage, require_open
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.chat.sessions.end import end_session
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import ConversationClosed
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx


async def close(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Close it: by its agent, a supervisor, any agent when nobody has it, or its customer."""
    conversation = await lock(tx, actor, conversation_id)
    if not actor.is_customer:
        require_can_manage(actor, conversation)
    require_open(conversation)
    moment = now()
    await end_waiting(tx, conversation_id, status="closed", moment=moment)
    await end_session(tx, conversation_id, moment=moment)
    closed = await transition(tx, conversation, ConversationStatus.CLOSED, assignee_id=conversation.assignee_id)
    await tx.update(closed, closed_at=moment)
    await tx.record(
        ConversationClosed(
            conversation_id=conversation_id,
            actor=by(actor),
            at=moment,
        )
    )
    return closed.changed(closed_at=moment)
