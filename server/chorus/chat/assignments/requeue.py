"""The agent gives a conversation back to the queue."""

from chorus.chat.conversations.floor import hand_over
from chorus.chat.conversations.policy import require_can_steer, require_open
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.escalations.errors import AlreadyEscalated
from chorus.chat.escalations.wait import wait_for_human
from chorus.chat.sessions.end import end_session
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, UserId
from chorus.stores.database import Tx
from chorus.wire.events.conversation import ConversationRequeued, EscalationReason
from chorus.wire.events.event import by


async def requeue(tx: Tx, actor: Actor, conversation_id: ConversationId) -> None:
    """It waits again, and whoever gave it back is not asked first."""
    conversation = await lock(tx, actor, conversation_id)
    require_can_steer(actor, conversation)
    require_open(conversation)
    if conversation.status is ConversationStatus.WAITING:
        raise AlreadyEscalated
    moment = now()
    await end_session(tx, conversation_id, moment=moment)
    gave_back = [UserId(conversation.assignee_id)] if conversation.assignee_id is not None else []
    escalation = await wait_for_human(
        tx, actor, conversation_id, moment=moment, reason=EscalationReason.AGENT, declined_by=gave_back
    )
    await hand_over(tx, conversation, ConversationStatus.WAITING)
    await tx.record(
        ConversationRequeued(
            conversation_id=conversation_id,
            actor=by(actor),
            at=moment,
            escalation_id=escalation.id,
        )
    )
