"""An agent takes a waiting conversation."""

from chorus.chat.conversations.end_waiting import end_waiting
from chorus.chat.conversations.policy import require_person
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.routing.assignments.assign import assign
from chorus.routing.escalations.errors import AlreadyWithHuman
from chorus.routing.escalations.queries import waiting_of
from chorus.stores.postgres.database import Tx


async def accept(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Accept a conversation.

    The first agent who accepts gets it, whoever it was offered to. Repeating it has no effect.

    Raises:
        AlreadyWithHuman: If an agent already has the conversation.
    """
    conversation = await lock(tx, actor, conversation_id)
    require_person(actor)
    if conversation.status is ConversationStatus.ACTIVE:
        if conversation.assignee_id == actor.id:
            return conversation
        raise AlreadyWithHuman
    await waiting_of(tx, conversation_id)
    moment = now()
    await end_waiting(tx, conversation_id, status="accepted", moment=moment, accepted_by=actor.user_id)
    return await assign(tx, actor, conversation, moment=moment)
