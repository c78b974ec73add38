"""Ask one agent to take a waiting conversation, for a limited time."""

from datetime import timedelta

from chorus.chat.conversations.queries import lock
from chorus.core.actor import ActorKind, system_of
from chorus.core.clock import now
from chorus.core.ids import ConversationId, UserId
from chorus.protocol.events.conversation import EscalationOffered
from chorus.protocol.events.event import ActorRead
from chorus.routing.escalations.queries import agents_by_load, waiting_of
from chorus.stores.postgres.database import Tx


async def offer(
    tx: Tx,
    conversation_id: ConversationId,
    *,
    candidates: list[UserId],
    timeout: timedelta,
    capacity: int,
) -> UserId | None:
    """Offer it to the best of the available agents who have not declined; None when there is none to ask.

    Once everyone has declined it stays open in the queue, where anybody may take it.
    """
    await lock(tx, system_of(tx.tenant_id), conversation_id)
    escalation = await waiting_of(tx, conversation_id)
    if escalation.offered_to is not None:
        return None
    asked = [candidate for candidate in candidates if candidate not in set(escalation.declined_by)]
    ranked = await agents_by_load(tx, asked, team_id=escalation.team_id, capacity=capacity)
    if not ranked:
        return None
    await offer_to(tx, conversation_id, ranked[0], timeout=timeout)
    return ranked[0]


async def offer_to(tx: Tx, conversation_id: ConversationId, agent_id: UserId, *, timeout: timedelta) -> None:
    """Offer the waiting, locked conversation to this agent."""
    escalation = await waiting_of(tx, conversation_id)
    moment = now()
    expires_at = moment + timeout
    await tx.update(escalation, offered_to=agent_id, offer_expires_at=expires_at)
    await tx.record(
        EscalationOffered(
            conversation_id=conversation_id,
            actor=ActorRead(kind=ActorKind.SYSTEM),
            at=moment,
            escalation_id=escalation.id,
            agent_id=agent_id,
            expires_at=expires_at,
        )
    )
