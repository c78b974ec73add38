"""The agent hands a conversation back to the bot."""

from chorus.chat.conversations.end_waiting import end_waiting
from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.policy import require_can_manage, require_open
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.sessions.end import end_session
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import ConversationReturned
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx


async def return_to_bot(tx: Tx, actor: Actor, conversation_id: ConversationId) -> None:
    """Give the floor to the bot. Its context starts here, so old failures do not escalate again."""
    conversation = await lock(tx, actor, conversation_id)
    require_can_manage(actor, conversation)
    require_open(conversation)
    if conversation.status is ConversationStatus.BOT:
        return
    moment = now()
    await end_waiting(tx, conversation_id, status="cancelled", moment=moment)
    await end_session(tx, conversation_id, moment=moment)
    returned = await transition(tx, conversation, ConversationStatus.BOT)
    who = by(actor)
    position, _ = await tx.record(ConversationReturned(conversation_id=conversation_id, actor=who, at=moment))
    await tx.update(returned, details={**conversation.details, "botContextAfter": position})
