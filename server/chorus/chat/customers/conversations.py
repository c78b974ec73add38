"""A customer's own conversations, open and closed, for the widget's list."""

from collections.abc import Mapping
from typing import Any

from chorus.chat.conversations.schemas import AssigneeRead, RatingRead
from chorus.chat.customers.errors import CustomerBlocked
from chorus.chat.customers.queries import find
from chorus.chat.customers.schemas import OwnConversation, OwnConversationPage, OwnLastMessage
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, CustomerId, InboxId
from chorus.core.paging import encode_cursor, time_and_id
from chorus.stores.postgres.database import Tx

OWN_MAX = 50

# The newest words that the customer can see, notices aside; found from the end of the conversation's messages.
_OWN = """
SELECT c.id, c.inbox_id, c.status, c.assignee_id, a.name AS assignee_name, c.created_at, c.closed_at,
       r.score, r.comment, m.role, m.author_name, m.message_type, m.preview, m.said_at
FROM conversations c
LEFT JOIN users a ON a.tenant_id = c.tenant_id AND a.id = c.assignee_id
LEFT JOIN ratings r ON r.tenant_id = c.tenant_id AND r.conversation_id = c.id
LEFT JOIN LATERAL (
    SELECT role, author_name, message_type, left(content, 140) AS preview, created_at AS said_at
    FROM messages
    WHERE conversation_id = c.id AND customer_position IS NOT NULL AND message_type <> 'notice'
    ORDER BY agent_position DESC LIMIT 1
) m ON true
WHERE c.tenant_id = $1 AND c.customer_id = $2 AND ($3::uuid IS NULL OR c.inbox_id = $3)
  AND ($4::timestamptz IS NULL OR (c.created_at, c.id) < ($4, $5::uuid))
ORDER BY c.created_at DESC, c.id DESC LIMIT $6
"""


async def own_conversations(
    tx: Tx, actor: Actor, *, inbox_id: InboxId | None, cursor: str | None, limit: int
) -> OwnConversationPage:
    """Return a page of the customer's own conversations, newest first; raises `CustomerBlocked`, or `CustomerNotFound`
    after an erasure.

    Raises:
        CustomerBlocked: If the customer is blocked.
    """
    customer = await find(tx, actor, actor.customer_id)
    if customer.blocked_at is not None:
        raise CustomerBlocked
    at, after = time_and_id(cursor)
    rows = await tx.records(_OWN, tx.tenant_id, customer.id, inbox_id, at, after, limit + 1)
    items = [_own(dict(row)) for row in rows[:limit]]
    more = len(rows) > limit
    return OwnConversationPage(
        items=items,
        next_cursor=encode_cursor(items[-1].created_at.isoformat(), str(items[-1].id)) if more else None,
    )


async def newest_of(tx: Tx, customer_id: CustomerId, inbox_id: InboxId) -> ConversationId | None:
    """Return the customer's newest conversation in an inbox, open or closed."""
    found = await tx.value(
        "SELECT id FROM conversations WHERE tenant_id = $1 AND customer_id = $2 AND inbox_id = $3"
        " ORDER BY created_at DESC, id DESC LIMIT 1",
        tx.tenant_id,
        customer_id,
        inbox_id,
    )
    return None if found is None else ConversationId(found)


def _own(row: Mapping[str, Any]) -> OwnConversation:
    assignee, rating, said = row["assignee_id"], row["score"], row["said_at"]
    return OwnConversation(
        id=row["id"],
        inbox_id=row["inbox_id"],
        status=row["status"],
        assignee=None if assignee is None else AssigneeRead(id=assignee, name=row["assignee_name"] or ""),
        rating=None if rating is None else RatingRead(score=rating, comment=row["comment"]),
        last_message=None
        if said is None
        else OwnLastMessage(
            role=row["role"],
            author_name=row["author_name"],
            message_type=row["message_type"],
            preview=row["preview"],
            at=said,
        ),
        created_at=row["created_at"],
        closed_at=row["closed_at"],
    )
