"""Receipts: what reached the other side, and what was seen there. They only ever move forward."""

from typing import Any
from uuid import UUID

from chorus.chat.conversations.queries import lock
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.event import by
from chorus.protocol.events.message import MessageDelivered, MessageSeen
from chorus.stores.postgres.database import Tx


async def acknowledge(
    tx: Tx, actor: Actor, conversation_id: ConversationId, *, delivered: int = 0, read: int = 0
) -> None:
    """Mark the others' messages up to these positions (of the actor's audience). Repeating it changes nothing."""
    conversation = await lock(tx, actor, conversation_id)
    moment = now()
    who: dict[str, Any] = {
        "conversation_id": conversation.id,
        "actor": by(actor),
        "at": moment,
    }
    seen = await _mark(tx, actor, conversation_id, "read_at", read, moment)
    arrived = await _mark(tx, actor, conversation_id, "delivered_at", max(delivered, read), moment)
    only_arrived = [found for found in arrived if found not in set(seen)]
    if only_arrived:
        await tx.record(MessageDelivered(**who, message_ids=only_arrived))
    if seen:
        await tx.record(MessageSeen(**who, message_ids=seen))


async def _mark(
    tx: Tx, actor: Actor, conversation_id: ConversationId, column: str, up_to: int, moment: object
) -> list[UUID]:
    if up_to <= 0:
        return []
    position = "customer_position" if actor.is_customer else "agent_position"
    # The other side: for a customer everyone else, for an agent the customer.
    others = "role <> 'customer'" if actor.is_customer else "role = 'customer'"
    rows = await tx.records(
        f"UPDATE messages SET {column} = $4 WHERE tenant_id = $1 AND conversation_id = $2"  # noqa: S608
        f" AND {position} <= $3 AND {column} IS NULL AND {others} AND message_type <> 'note' RETURNING id, {position}",
        actor.tenant_id,
        conversation_id,
        up_to,
        moment,
    )
    return [row[0] for row in sorted(rows, key=lambda row: row[1])]
