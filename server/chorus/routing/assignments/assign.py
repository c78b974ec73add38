"""A conversation is an agent's from now on."""

from datetime import datetime

from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.chat.sessions.start import start_session
from chorus.core.actor import Actor
from chorus.protocol.events.conversation import ConversationAssigned
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx


async def assign(tx: Tx, actor: Actor, conversation: Conversation, *, moment: datetime) -> Conversation:
    """Give it to the person who asks: an episode begins, and the floor is theirs. The caller holds its lock."""
    session = await start_session(tx, conversation.id, agent_id=actor.user_id, moment=moment)
    assigned = await transition(tx, conversation, ConversationStatus.ACTIVE, assignee_id=actor.user_id)
    await tx.record(
        ConversationAssigned(
            conversation_id=conversation.id,
            actor=by(actor),
            at=moment,
            live_chat_session_id=session.id,
            agent_id=actor.user_id,
            agent_name=actor.name,
        )
    )
    return assigned
