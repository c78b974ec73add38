"""Every SELECT on conversations. It takes the actor: what is not yours is not found."""

from typing import Any

from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, CustomerId, InboxId
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.statements import columns

_MINE = "($3::uuid IS NULL OR customer_id = $3)"


def _customer(actor: Actor) -> CustomerId | None:
    return actor.customer_id if actor.is_customer else None


async def find(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Return the conversation if the actor may see it."""
    return await _one(tx, actor, conversation_id, "")


async def lock(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Return the conversation with its row locked until the transaction ends."""
    return await _one(tx, actor, conversation_id, "FOR UPDATE")


async def _one(tx: Tx, actor: Actor, conversation_id: ConversationId, suffix: str) -> Conversation:
    row = await tx.fetch_optional(
        Conversation,
        f"SELECT {{columns}} FROM conversations WHERE tenant_id = $1 AND id = $2 AND {_MINE} {suffix}",  # noqa: S608
        actor.tenant_id,
        conversation_id,
        _customer(actor),
    )
    if row is None or (actor.conversation_id or conversation_id) != conversation_id:
        raise ConversationNotFound
    return row


async def open_of(tx: Tx, customer_id: CustomerId, inbox_id: InboxId | None) -> Conversation | None:
    """Return the customer's open conversation in an inbox; there is at most one."""
    return await tx.fetch_optional(
        Conversation,
        "SELECT {columns} FROM conversations WHERE tenant_id = $1 AND customer_id = $2"
        " AND inbox_id IS NOT DISTINCT FROM $3 AND status <> 'closed'",
        tx.tenant_id,
        customer_id,
        inbox_id,
    )


DETAIL_FIELDS = f"""
       {columns(Conversation, "c")},
       u.name AS customer_name, u.email AS customer_email, u.is_verified AS customer_is_verified,
       a.name AS assignee_name,
       e.id AS escalation_id, e.reason, e.detail, e.evidence, e.created_at AS escalated_at, e.offered_to,
       e.offer_expires_at, e.callback_promised_at,
       r.score, r.comment,
       m.id AS message_id, m.role, m.message_type, left(m.content, 140) AS preview, m.created_at AS message_at,
       m.agent_position AS message_agent_position, m.author_id AS message_author_id,
       m.author_name AS message_author_name,
       w.id AS words_id, w.message_type AS words_type, left(w.content, 140) AS words_preview,
       w.created_at AS words_at, w.agent_position AS words_position, w.author_id AS words_author_id,
       w.author_name AS words_author_name
"""
DETAIL_TABLES = """
conversations c
JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
LEFT JOIN users a ON a.tenant_id = c.tenant_id AND a.id = c.assignee_id
LEFT JOIN escalations e ON e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.status = 'waiting'
LEFT JOIN ratings r ON r.tenant_id = c.tenant_id AND r.conversation_id = c.id
LEFT JOIN messages m ON m.conversation_id = c.id AND m.agent_position = c.message_position
LEFT JOIN LATERAL (
    SELECT * FROM messages s WHERE s.tenant_id = c.tenant_id AND s.conversation_id = c.id AND s.role = 'customer'
    ORDER BY s.agent_position DESC LIMIT 1) w ON true
"""


async def detail(tx: Tx, actor: Actor, conversation_id: ConversationId) -> dict[str, Any]:
    """Return a conversation with everything that its reader sees, as one row.

    Raises:
        ConversationNotFound: If it does not exist or the actor may not see it.
    """
    rows = await tx.records(
        f"SELECT {DETAIL_FIELDS} FROM {DETAIL_TABLES}"  # noqa: S608 - from the tables' columns
        " WHERE c.tenant_id = $1 AND c.id = $2 AND ($3::uuid IS NULL OR c.customer_id = $3)",
        actor.tenant_id,
        conversation_id,
        _customer(actor),
    )
    if not rows:
        raise ConversationNotFound
    return dict(rows[0])
