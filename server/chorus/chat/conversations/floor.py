"""The floor changes hands: one owner, a higher number, so that whoever had it is refused from now on."""

from chorus.chat.conversations.table import Conversation, ConversationStatus, Floor
from chorus.core.ids import UserId
from chorus.stores.postgres.database import Tx

FLOOR_OF = {
    ConversationStatus.BOT: Floor.BOT,
    ConversationStatus.WAITING: Floor.NOBODY,
    ConversationStatus.ACTIVE: Floor.HUMAN,
    ConversationStatus.CLOSED: Floor.NOBODY,
}


async def transition(
    tx: Tx, conversation: Conversation, status: ConversationStatus, *, assignee_id: UserId | None = None
) -> Conversation:
    """Set the status and, with it, who may speak. The caller holds the conversation's lock."""
    return await tx.update(
        conversation,
        status=status,
        floor=FLOOR_OF[status],
        floor_number=conversation.floor_number + 1,
        assignee_id=assignee_id,
    )
