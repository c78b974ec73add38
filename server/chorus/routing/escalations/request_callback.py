"""The customer leaves an address while nobody is on duty and is answered later."""

from chorus.chat.conversations.policy import require_customer
from chorus.chat.conversations.queries import lock
from chorus.chat.customers.announce import announce_summary
from chorus.chat.messages.notice import notice
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.language.phrases.routing import PROMISE, phrase
from chorus.protocol.events.conversation import CallbackPromised, CustomerSummary
from chorus.protocol.events.event import by
from chorus.routing.escalations.queries import waiting_of
from chorus.stores.postgres.database import Tx


async def request_callback(
    tx: Tx, actor: Actor, conversation_id: ConversationId, *, email: str, name: str = ""
) -> None:
    """Keep the address with the customer and promise an answer; the conversation stays in the queue."""
    conversation = await lock(tx, actor, conversation_id)
    require_customer(actor)
    escalation = await waiting_of(tx, conversation_id)
    moment = now()
    # A verified address is the tenant's word; what the customer types does not replace it.
    rows = await tx.records(
        "UPDATE customers SET email = CASE WHEN is_verified AND email IS NOT NULL THEN email ELSE $3 END,"
        " name = CASE WHEN name = '' THEN $4 ELSE name END WHERE tenant_id = $1 AND id = $2"
        " RETURNING id, name, email, is_verified",
        tx.tenant_id,
        actor.customer_id,
        email.lower(),
        name,
    )
    customer = CustomerSummary.model_validate(dict(rows[0]))
    await announce_summary(tx, actor, customer, [conversation_id])
    if escalation.callback_promised_at is None:
        await tx.update(escalation, callback_promised_at=moment)
        await tx.record(CallbackPromised(conversation_id=conversation_id, actor=by(actor), at=moment))
        await notice(tx, conversation, phrase(PROMISE, conversation.language))
