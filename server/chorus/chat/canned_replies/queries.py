"""Every SELECT on canned replies."""

from uuid import UUID

from sqlmodel import col, select

from chorus.chat.canned_replies.errors import CannedReplyNotFound
from chorus.chat.canned_replies.table import CannedReply
from chorus.core.actor import Actor
from chorus.core.paging import Page
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.pages import page_by_text


async def find(tx: Tx, actor: Actor, reply_id: UUID) -> CannedReply:
    """Return the canned reply, if it is the tenant's.

    Raises:
        CannedReplyNotFound: If it does not exist.
    """
    found = await tx.first(
        select(CannedReply).where(CannedReply.tenant_id == actor.tenant_id, CannedReply.id == reply_id)
    )
    if found is None:
        raise CannedReplyNotFound
    return found


async def page(tx: Tx, actor: Actor, *, cursor: str | None, limit: int) -> Page[CannedReply]:
    """List canned replies by shortcut."""
    return await page_by_text(
        tx,
        select(CannedReply).where(CannedReply.tenant_id == actor.tenant_id),
        col(CannedReply.shortcut),
        col(CannedReply.id),
        text_of=lambda reply: reply.shortcut,
        cursor=cursor,
        limit=limit,
    )
