"""Remove an inbox that nobody has used."""

from chorus.chat.inboxes.errors import InboxInUse
from chorus.chat.inboxes.queries import is_used, lock
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import InboxId
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import InboxDeleted
from chorus.stores.postgres.database import Tx


async def delete(tx: Tx, actor: Actor, inbox_id: InboxId) -> None:
    """Delete an inbox without conversations. One with conversations can only be disabled.

    Raises:
        InboxInUse: If the inbox has conversations.
    """
    inbox = await lock(tx, actor, inbox_id)
    if await is_used(tx, inbox.id):
        raise InboxInUse
    await tx.execute("DELETE FROM inboxes WHERE tenant_id = $1 AND id = $2", actor.tenant_id, inbox.id)
    tx.record_for_tenant(InboxDeleted(inbox_id=inbox.id, name=inbox.name, actor=by(actor), at=now()))
