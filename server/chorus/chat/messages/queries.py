"""Every SELECT on messages."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.conversations.queries import find
from chorus.chat.messages.errors import MessageNotFound
from chorus.chat.messages.table import Message
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, MessageId
from chorus.protocol.events.message import AttachmentRead
from chorus.stores.postgres.database import Tx

NEWEST = 2**62


async def page_before(
    tx: Tx, actor: Actor, conversation_id: ConversationId, *, before: int | None, limit: int
) -> tuple[list[Message], bool]:
    """Return the newest messages before a position of the actor's audience, oldest first, and whether there are older
    ones.
    """
    column = "customer_position" if actor.is_customer else "agent_position"
    rows = await tx.fetch(
        Message,
        f"SELECT {{columns}} FROM messages WHERE tenant_id = $1 AND conversation_id = $2"  # noqa: S608
        f" AND {column} < $3 ORDER BY agent_position DESC LIMIT $4",
        actor.tenant_id,
        conversation_id,
        before or NEWEST,
        limit + 1,
    )
    return rows[:limit][::-1], len(rows) > limit


async def transcript(
    tx: Tx, actor: Actor, conversation_id: ConversationId, *, limit: int = 200, after_position: int = 0
) -> list[Message]:
    """Return the newest `limit` messages after a position, oldest first; with notes unless a customer asks."""
    await find(tx, actor, conversation_id)
    rows = await tx.fetch(
        Message,
        "SELECT {columns} FROM messages WHERE tenant_id = $1 AND conversation_id = $2 AND agent_position > $3"
        " AND ($4 OR customer_position IS NOT NULL) ORDER BY agent_position DESC LIMIT $5",
        actor.tenant_id,
        conversation_id,
        after_position,
        not actor.is_customer,
        limit,
    )
    return rows[::-1]


async def find_message(tx: Tx, actor: Actor, message_id: MessageId) -> Message:
    """Return a message in a conversation that the actor may see.

    Raises:
        MessageNotFound: If it does not exist or the actor may not see it.
    """
    message = await tx.fetch_optional(
        Message,
        "SELECT {columns} FROM messages WHERE tenant_id = $1 AND id = $2 AND ($3 OR customer_position IS NOT NULL)",
        actor.tenant_id,
        message_id,
        not actor.is_customer,
    )
    if message is None:
        raise MessageNotFound
    try:
        await find(tx, actor, message.conversation_id)
    except ConversationNotFound:
        # Somebody else's message gets the answer of one that does not exist.
        raise MessageNotFound from None
    return message


async def attachments_of(tx: Tx, message_ids: Sequence[UUID]) -> dict[UUID, list[AttachmentRead]]:
    """Return the files of messages, by message."""
    found: dict[UUID, list[AttachmentRead]] = defaultdict(list)
    if not message_ids:
        return found
    for row in await tx.records(
        "SELECT message_id, id, name, media_type, size_bytes FROM attachments"
        " WHERE tenant_id = $1 AND message_id = ANY ($2) ORDER BY created_at, id",
        tx.tenant_id,
        list(message_ids),
    ):
        found[row["message_id"]].append(
            AttachmentRead(id=row["id"], name=row["name"], media_type=row["media_type"], size_bytes=row["size_bytes"])
        )
    return found
