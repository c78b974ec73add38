"""The customer no longer wants a human."""

from chorus.chat.conversations.end_waiting import end_waiting
from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import EscalationCancelled
from chorus.protocol.events.event import by
from chorus.routing.escalations.queries import waiting_of
from chorus.stores.postgres.database import Tx


async def cancel(tx: Tx, actor: Actor, conversation_id: ConversationId) -> None:
    """Leave the queue; the bot has the floor again."""
    conversation = await lock(tx, actor, conversation_id)
    escalation = await waiting_of(tx, conversation_id)
    moment = now()
    await end_waiting(tx, conversation_id, status="cancelled", moment=moment)
    await transition(tx, conversation, ConversationStatus.BOT)
    await tx.record(
        EscalationCancelled(
            conversation_id=conversation_id,
            actor=by(actor),
            at=moment,
            escalation_id=escalation.id,
        )
    )
