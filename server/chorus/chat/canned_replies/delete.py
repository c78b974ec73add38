"""Remove a canned reply."""

from uuid import UUID

from chorus.chat.canned_replies.queries import find
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import CannedReplyDeleted
from chorus.stores.postgres.database import Tx


async def delete(tx: Tx, actor: Actor, reply_id: UUID) -> None:
    """Delete a canned reply. Messages that used it are unaffected."""
    reply = await find(tx, actor, reply_id)
    await tx.execute("DELETE FROM canned_replies WHERE tenant_id = $1 AND id = $2", actor.tenant_id, reply.id)
    tx.record_for_tenant(
        CannedReplyDeleted(canned_reply_id=reply.id, shortcut=reply.shortcut, actor=by(actor), at=now())
    )
