"""Bring what was said before the log-in along: an anonymous customer's open thread becomes the known customer's."""

from chorus.chat.conversations.queries import open_of
from chorus.chat.customers.announce import announce
from chorus.chat.customers.table import Customer
from chorus.core.actor import Actor, ActorKind
from chorus.core.ids import ConversationId, InboxId
from chorus.stores.postgres.database import Tx


async def merge(tx: Tx, inbox_id: InboxId, *, anonymous: Customer, known: Customer) -> ConversationId | None:
    """Move the open thread of this inbox, if that is safe; the one that moved.

    Two people are never made one: not when the first is known too, or left another address; and a known customer who
    has an open thread keeps it, beside nothing. What stays behind stays as it is.
    """
    if anonymous.id == known.id or not _is_safe(anonymous, known):
        return None
    thread = await open_of(tx, anonymous.id, inbox_id)
    if thread is None or await open_of(tx, known.id, inbox_id) is not None:
        return None
    moved = await tx.execute(
        "UPDATE conversations SET customer_id = $3 WHERE tenant_id = $1 AND id = $2 AND customer_id = $4"
        " AND status <> 'closed'",
        tx.tenant_id,
        thread.id,
        known.id,
        anonymous.id,
    )
    if moved == 0:
        return None
    # The author of a message is compared when it is sent again, and that of a file when it is sent at all.
    for statement in (
        "UPDATE messages SET author_id = $3 WHERE tenant_id = $1 AND conversation_id = $2 AND author_id = $4",
        "UPDATE attachments SET uploaded_by = $3 WHERE tenant_id = $1 AND conversation_id = $2 AND uploaded_by = $4",
    ):
        await tx.execute(statement, tx.tenant_id, thread.id, known.id, anonymous.id)
    await announce(tx, Actor(ActorKind.CUSTOMER, tx.tenant_id, known.id), known, [thread.id])
    return thread.id


def _is_safe(anonymous: Customer, known: Customer) -> bool:
    if anonymous.is_known or anonymous.blocked_at is not None:
        return False
    return anonymous.email is None or known.email is None or anonymous.email.lower() == known.email.lower()
