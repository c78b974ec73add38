"""The agent who was asked says no, or lets the time run out."""

from chorus.chat.conversations.policy import require_user
from chorus.chat.conversations.queries import lock
from chorus.core.actor import Actor, system_of
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import EscalationDeclined, OfferEnd
from chorus.protocol.events.event import by
from chorus.routing.escalations.errors import NotOfferedToYou
from chorus.routing.escalations.queries import waiting_of
from chorus.stores.postgres.database import Tx


async def decline(tx: Tx, actor: Actor, conversation_id: ConversationId) -> None:
    """Decline an offer. The next agent is asked.

    Raises:
        NotOfferedToYou: If there is no open offer to the actor.
    """
    await lock(tx, actor, conversation_id)
    require_user(actor)
    if (await waiting_of(tx, conversation_id)).offered_to != actor.id:
        raise NotOfferedToYou
    await _end_offer(tx, actor, conversation_id, OfferEnd.DECLINED)


async def expire_offer(tx: Tx, conversation_id: ConversationId) -> bool:
    """End an expired offer. Return whether there was one."""
    system = system_of(tx.tenant_id)
    await lock(tx, system, conversation_id)
    escalation = await waiting_of(tx, conversation_id)
    if escalation.offer_expires_at is None or escalation.offer_expires_at > now():
        return False
    await _end_offer(tx, system, conversation_id, OfferEnd.TIMED_OUT)
    return True


async def _end_offer(tx: Tx, actor: Actor, conversation_id: ConversationId, cause: OfferEnd) -> None:
    escalation = await waiting_of(tx, conversation_id)
    agent_id = escalation.offered_to
    if agent_id is None:
        raise NotOfferedToYou
    await tx.update(
        escalation,
        offered_to=None,
        offer_expires_at=None,
        declined_by=[*escalation.declined_by, agent_id],
    )
    await tx.record(
        EscalationDeclined(
            conversation_id=conversation_id,
            actor=by(actor),
            at=now(),
            escalation_id=escalation.id,
            agent_id=agent_id,
            cause=cause,
        )
    )
