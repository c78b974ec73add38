"""Tell everybody who looks at a customer's conversations that the customer changed."""

from collections.abc import Iterable

from chorus.chat.customers.table import Customer
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import CustomerSummary, CustomerUpdated
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx


async def announce(tx: Tx, actor: Actor, customer: Customer, conversation_ids: Iterable[ConversationId]) -> None:
    """Record one event in each of these conversations, whose locks the caller holds."""
    await announce_summary(tx, actor, CustomerSummary.model_validate(customer, extra="ignore"), conversation_ids)


async def announce_summary(
    tx: Tx, actor: Actor, customer: CustomerSummary, conversation_ids: Iterable[ConversationId]
) -> None:
    """Record the same event from a customer summary."""
    moment = now()
    for conversation_id in conversation_ids:
        await tx.record(CustomerUpdated(conversation_id=conversation_id, actor=by(actor), at=moment, customer=customer))
