"""Who may do what to a conversation."""

from chorus.chat.conversations.errors import ConversationClosedAlready, NotAssignedToYou, OnlyPeople
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.core.actor import Actor, Role
from chorus.core.errors import ForbiddenError


def require_user(actor: Actor) -> None:
    """People of the tenant only."""
    if not actor.is_user:
        raise ForbiddenError


def require_person(actor: Actor) -> None:
    """People of the tenant, not its API keys: who has a conversation can be talked to."""
    require_user(actor)
    if actor.role is None:
        raise OnlyPeople


def require_customer(actor: Actor) -> None:
    """The customer alone."""
    if not actor.is_customer:
        raise ForbiddenError


def require_open(conversation: Conversation) -> None:
    """Not over yet."""
    if conversation.status is ConversationStatus.CLOSED:
        raise ConversationClosedAlready


def require_can_steer(actor: Actor, conversation: Conversation) -> None:
    """The agent who has it, a supervisor, or any agent when nobody has it."""
    require_user(actor)
    if conversation.assignee_id in (None, actor.id) or actor.is_at_least(Role.SUPERVISOR):
        return
    raise NotAssignedToYou
