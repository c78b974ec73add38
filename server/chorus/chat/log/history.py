"""Life-cycle events of a conversation: who accepted, transferred, closed and reopened it."""

from chorus.chat.conversations.queries import find
from chorus.chat.log.read import envelope_of
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.protocol.envelope import Envelope
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer
from chorus.stores.postgres.database import Tx

HISTORY_MAX = 200
NEWEST = 2**62
# Offers come and go by the minute and say nothing that the acceptance does not say.
HISTORY_TYPES = [
    "callback.promised",
    "conversation.assigned",
    "conversation.closed",
    "conversation.escalated",
    "conversation.labelled",
    "conversation.rated",
    "conversation.reopened",
    "conversation.requeued",
    "conversation.returned",
    "conversation.transferred",
    "escalation.cancelled",
]


async def read_history(
    tx: Tx, actor: Actor, conversation_id: ConversationId, *, after: int, before: int | None, limit: int
) -> tuple[list[Envelope], bool]:
    """Return the newest of these events between two positions of the actor's audience, oldest first, and whether there
    are more.

    They are the very events of the log, so that a customer gets those of their own audience, without what is hidden.
    """
    await find(tx, actor, conversation_id)
    for_customer = actor.is_customer
    # An agents' position is never below the customer's: the first condition lets the index bound the scan.
    rows = await tx.records(
        "SELECT e.type, e.conversation_id, e.agent_position, e.customer_position, e.feed_position, e.payload,"
        " e.created_at, NULL AS message, NULL AS customer,"
        " CASE WHEN e.type = 'conversation.rated' THEN (SELECT r.comment FROM ratings r"
        "      WHERE r.tenant_id = e.tenant_id AND r.conversation_id = e.conversation_id) END AS comment"
        " FROM events e WHERE e.tenant_id = $1 AND e.conversation_id = $2 AND e.agent_position > $3"
        " AND e.type = ANY ($5) AND CASE WHEN $7::boolean THEN e.customer_position > $3 AND e.customer_position < $4"
        " ELSE e.agent_position < $4 END"
        " ORDER BY e.agent_position DESC LIMIT $6",
        actor.tenant_id,
        conversation_id,
        after,
        before or NEWEST,
        HISTORY_TYPES,
        limit + 1,
        for_customer,
    )
    topic = (conversation_for_customer if for_customer else conversation_for_agents)(conversation_id)
    return [envelope_of(topic, row) for row in rows[:limit][::-1]], len(rows) > limit
