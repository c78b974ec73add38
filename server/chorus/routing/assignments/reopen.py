"""Let a closed conversation go on: with the agent who reopens it."""

from chorus.chat.conversations.errors import AnotherIsOpen, ConversationStillOpen
from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.policy import require_user
from chorus.chat.conversations.queries import lock, open_of
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.chat.messages.notice import notice
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.language.phrases.routing import REOPENED, phrase
from chorus.protocol.events.conversation import ConversationReopened
from chorus.protocol.events.event import by
from chorus.routing.assignments.assign import assign
from chorus.stores.postgres.database import Tx


async def reopen(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Reopen it for the person who asks, or for the bot where an API key asks, and tell the customer.

    Raises:
        ConversationStillOpen: It is not closed.
        AnotherIsOpen: The customer has another open one in the same inbox.
    """
    conversation = await lock(tx, actor, conversation_id)
    require_user(actor)
    if conversation.status is not ConversationStatus.CLOSED:
        raise ConversationStillOpen
    if await open_of(tx, conversation.customer_id, conversation.inbox_id) is not None:
        raise AnotherIsOpen
    moment = now()
    await tx.update(conversation, closed_at=None)
    await tx.record(ConversationReopened(conversation_id=conversation_id, actor=by(actor), at=moment))
    if actor.role is None:
        opened = await transition(tx, conversation, ConversationStatus.BOT)
    else:
        opened = await assign(tx, actor, conversation, moment=moment)
    await notice(tx, conversation, phrase(REOPENED, conversation.language))
    return opened.changed(closed_at=None)
