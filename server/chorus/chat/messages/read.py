"""Messages as clients see them, with their files."""

from chorus.chat.messages.queries import attachments_of, page_before
from chorus.chat.messages.schemas import MessagePage, message_read
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.stores.postgres.database import Tx


async def read_messages(
    tx: Tx, actor: Actor, conversation_id: ConversationId, *, before: int | None, limit: int
) -> MessagePage:
    """Return messages before a position, oldest first, with their files."""
    rows, has_more = await page_before(tx, actor, conversation_id, before=before, limit=limit)
    files = await attachments_of(tx, [row.id for row in rows])
    for_customer = actor.is_customer
    items = [message_read(row, files[row.id], for_customer=for_customer) for row in rows]
    return MessagePage(items=items, has_more=has_more)
