"""Remove a canned reply."""

from uuid import UUID

from chorus.chat.canned_replies.queries import find
from chorus.core.actor import Actor
from chorus.stores.postgres.database import Tx


async def delete(tx: Tx, actor: Actor, reply_id: UUID) -> None:
    """Delete a canned reply. Messages that used it are unaffected."""
    reply = await find(tx, actor, reply_id)
    await tx.execute("DELETE FROM canned_replies WHERE tenant_id = $1 AND id = $2", actor.tenant_id, reply.id)
