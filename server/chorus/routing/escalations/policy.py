"""Permissions on escalations."""

from chorus.chat.conversations.policy import require_open
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.core.actor import Actor
from chorus.routing.escalations.errors import AlreadyEscalated, AlreadyWithHuman


def require_can_escalate(_actor: Actor, conversation: Conversation) -> None:
    """Require an actor who can see the conversation, while the bot has it.

    Raises:
        AlreadyEscalated: If the conversation is already waiting.
        AlreadyWithHuman: If an agent already has the conversation.
    """
    require_open(conversation)
    if conversation.status is ConversationStatus.WAITING:
        raise AlreadyEscalated
    if conversation.status is ConversationStatus.ACTIVE:
        raise AlreadyWithHuman
