"""Permissions on conversations."""

from chorus.chat.conversations.errors import ConversationClosedAlready, NotAssignedToYou, OnlyPeople
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.core.actor import Actor, Role
from chorus.core.errors import ForbiddenError


def require_user(actor: Actor) -> None:
    """Require an actor of the tenant.

    Raises:
        ForbiddenError: If the actor lacks permission.
    """
    if not actor.is_user:
        raise ForbiddenError


def require_person(actor: Actor) -> None:
    """Require a user of the tenant, not an API key, because an assignee must be able to talk.

    Raises:
        OnlyPeople: If the actor is an API key.
    """
    require_user(actor)
    if actor.role is None:
        raise OnlyPeople


def require_customer(actor: Actor) -> None:
    """Require the customer of the conversation.

    Raises:
        ForbiddenError: If the actor lacks permission.
    """
    if not actor.is_customer:
        raise ForbiddenError


def require_open(conversation: Conversation) -> None:
    """Require that the conversation is not closed.

    Raises:
        ConversationClosedAlready: If the conversation is closed.
    """
    if conversation.status is ConversationStatus.CLOSED:
        raise ConversationClosedAlready


def require_can_manage(actor: Actor, conversation: Conversation) -> None:
    """Require the assigned agent, a supervisor, or any agent if nobody is assigned.

    Raises:
        NotAssignedToYou: If the actor is not the assigned agent.
    """
    require_user(actor)
    if conversation.assignee_id in (None, actor.id) or actor.is_at_least(Role.SUPERVISOR):
        return
    raise NotAssignedToYou
