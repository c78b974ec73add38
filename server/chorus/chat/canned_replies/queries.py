"""Every SELECT on canned replies."""

from uuid import UUID

from chorus.chat.canned_replies.errors import CannedReplyNotFound
from chorus.chat.canned_replies.table import CannedReply
from chorus.core.actor import Actor
from chorus.core.paging import Page, encode_cursor, text_and_id
from chorus.stores.postgres.database import Tx


async def find(tx: Tx, actor: Actor, reply_id: UUID) -> CannedReply:
    """Return the canned reply, if it is the tenant's.

    Raises:
        CannedReplyNotFound: If it does not exist.
    """
    found = await tx.fetch_optional(
        CannedReply,
        "SELECT {columns} FROM canned_replies WHERE tenant_id = $1 AND id = $2",
        actor.tenant_id,
        reply_id,
    )
    if found is None:
        raise CannedReplyNotFound
    return found


async def page(tx: Tx, actor: Actor, *, cursor: str | None, limit: int) -> Page[CannedReply]:
    """List canned replies by shortcut."""
    shortcut, after = text_and_id(cursor)
    rows = await tx.fetch(
        CannedReply,
        "SELECT {columns} FROM canned_replies WHERE tenant_id = $1"
        " AND ($2::text IS NULL OR (shortcut, id) > ($2, $3)) ORDER BY shortcut, id LIMIT $4",
        actor.tenant_id,
        shortcut,
        after,
        limit + 1,
    )
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(items[-1].shortcut, str(items[-1].id)) if more else None)
