"""A conversation as a snapshot: the state at a position, with its newest messages, read in one transaction."""

from chorus.chat.conversations.lists import Filter, count, page
from chorus.chat.conversations.queries import detail
from chorus.chat.conversations.schemas import (
    ConversationPage,
    ConversationState,
    conversation_read,
    customer_conversation_read,
    read_for,
)
from chorus.chat.messages.read import read_messages
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.core.paging import PAGE_DEFAULT
from chorus.stores.postgres.database import Tx


async def read_state(tx: Tx, actor: Actor, conversation_id: ConversationId, *, limit: int = 50) -> ConversationState:
    """Return the state that a client starts from. It then follows the log after `conversation.position`."""
    # A share lock: the position and the messages belong to the same moment.
    await tx.execute(
        "SELECT 1 FROM conversations WHERE tenant_id = $1 AND id = $2 FOR SHARE", tx.tenant_id, conversation_id
    )
    row = await detail(tx, actor, conversation_id)
    messages = await read_messages(tx, actor, conversation_id, before=None, limit=limit)
    return ConversationState(
        conversation=read_for(actor, row),
        messages=messages.items,
        has_more=messages.has_more,
        epoch=await read_epoch(tx),
    )


async def read_page(
    tx: Tx, actor: Actor, wanted: Filter, *, cursor: str | None = None, limit: int = PAGE_DEFAULT
) -> ConversationPage:
    """Return a page of a view, the first page with the view's count.

    The feed's position is read first: what changes after it arrives as events.
    """
    feed_position = await tx.value("SELECT feed_position FROM tenants WHERE id = $1", tx.tenant_id)
    found = await page(tx, actor, wanted, cursor=cursor, limit=limit)
    items = (
        [customer_conversation_read(row) for row in found.items]
        if actor.is_customer
        else [conversation_read(row) for row in found.items]
    )
    return ConversationPage(
        items=items,
        next_cursor=found.next_cursor,
        count=await count(tx, actor, wanted) if cursor is None else None,
        feed_position=feed_position,
        epoch=await read_epoch(tx),
    )


async def read_epoch(tx: Tx) -> str:
    """Return the epoch of the log."""
    return str(await tx.value("SELECT epoch FROM log_epoch"))
