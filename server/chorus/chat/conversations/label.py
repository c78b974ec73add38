"""Set the labels of a conversation."""

from collections.abc import Sequence

from chorus.chat.conversations.errors import LabelUnknown
from chorus.chat.conversations.policy import require_user
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import ConversationLabelled
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx


async def label(tx: Tx, actor: Actor, conversation_id: ConversationId, *, labels: Sequence[str]) -> list[str]:
    """Replace the labels with these; all must be defined. No event when nothing changes.

    Raises:
        LabelUnknown: If a label does not exist.
    """
    conversation = await lock(tx, actor, conversation_id)
    require_user(actor)
    wanted = sorted(set(labels))
    known = await tx.value("SELECT count(*) FROM labels WHERE tenant_id = $1 AND name = ANY ($2)", tx.tenant_id, wanted)
    if known != len(wanted):
        raise LabelUnknown
    await set_labels(tx, actor, conversation, wanted)
    return wanted


async def set_labels(tx: Tx, actor: Actor, conversation: Conversation, labels: list[str]) -> None:
    """Set the labels of a conversation whose lock the caller holds. Without a change there is no event."""
    if labels == conversation.labels:
        return
    await tx.update(conversation, labels=labels)
    await tx.record(ConversationLabelled(conversation_id=conversation.id, actor=by(actor), at=now(), labels=labels))
