"""Add a canned reply."""

import asyncpg

from chorus.chat.canned_replies.errors import ShortcutTaken
from chorus.chat.canned_replies.table import CannedReply
from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.stores.postgres.database import Tx


async def create(tx: Tx, *, shortcut: str, content: str) -> CannedReply:
    """Insert it.

    Raises:
        ShortcutTaken: If another canned reply uses the shortcut.
    """
    moment = now()
    try:
        return await tx.insert(CannedReply(new_id(), tx.tenant_id, shortcut, content, moment, moment))
    except asyncpg.UniqueViolationError as error:
        raise ShortcutTaken from error
