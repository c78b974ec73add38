"""Let a closed conversation go on; the bot has the floor."""

import dataclasses

from chorus.chat.conversations.errors import AnotherIsOpen, ConversationStillOpen
from chorus.chat.conversations.floor import hand_over
from chorus.chat.conversations.policy import require_user
from chorus.chat.conversations.queries import lock, open_of
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.stores.database import Tx
from chorus.wire.events.conversation import ConversationReopened
from chorus.wire.events.event import by


async def reopen(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Reopen it, unless the customer has another open one in the same inbox."""
    conversation = await lock(tx, actor, conversation_id)
    require_user(actor)
    if conversation.status is not ConversationStatus.CLOSED:
        raise ConversationStillOpen
    if await open_of(tx, conversation.customer_id, conversation.inbox_id) is not None:
        raise AnotherIsOpen
    opened = await hand_over(tx, conversation, ConversationStatus.BOT)
    await tx.update(opened, closed_at=None)
    await tx.record(
        ConversationReopened(
            conversation_id=conversation_id,
            actor=by(actor),
            at=now(),
        )
    )
    return dataclasses.replace(opened, closed_at=None)
