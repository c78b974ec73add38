"""Change a canned reply."""

from uuid import UUID

import asyncpg

from chorus.chat.canned_replies.errors import ShortcutTaken
from chorus.chat.canned_replies.queries import find
from chorus.chat.canned_replies.table import CannedReply
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import CannedReplyUpdated
from chorus.stores.postgres.database import Tx


async def update(
    tx: Tx, actor: Actor, reply_id: UUID, *, shortcut: str | None = None, content: str | None = None
) -> CannedReply:
    """Change the fields that are not None.

    Raises:
        ShortcutTaken: If another canned reply uses the shortcut.
    """
    reply = await find(tx, actor, reply_id)
    try:
        changed = await tx.update(
            reply, shortcut=shortcut or reply.shortcut, content=content or reply.content, updated_at=now()
        )
    except asyncpg.UniqueViolationError as error:
        raise ShortcutTaken from error
    tx.record_for_tenant(
        CannedReplyUpdated(canned_reply_id=reply.id, shortcut=changed.shortcut, actor=by(actor), at=changed.updated_at)
    )
    return changed
