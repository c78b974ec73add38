"""Add a canned reply."""

import asyncpg

from chorus.chat.canned_replies.errors import ShortcutTaken
from chorus.chat.canned_replies.table import CannedReply
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import CannedReplyCreated
from chorus.stores.postgres.database import Tx


async def create(tx: Tx, actor: Actor, *, shortcut: str, content: str) -> CannedReply:
    """Insert it.

    Raises:
        ShortcutTaken: If another canned reply uses the shortcut.
    """
    moment = now()
    try:
        reply = CannedReply(
            id=new_id(),
            tenant_id=tx.tenant_id,
            shortcut=shortcut,
            content=content,
            created_at=moment,
            updated_at=moment,
        )
        await tx.insert(reply)
    except asyncpg.UniqueViolationError as error:
        raise ShortcutTaken from error
    tx.record_for_tenant(CannedReplyCreated(canned_reply_id=reply.id, shortcut=shortcut, actor=by(actor), at=moment))
    return reply
