"""The topics of events. Only this module builds topic names.

A conversation has two audiences, each with its own gap-free positions; a tenant has a third feed, which carries
the changes in the life of all its conversations to everyone who works there.
"""

from enum import StrEnum
from uuid import UUID

Topic = str


class Audience(StrEnum):
    """Who may see an event: `ADMINISTRATORS` those of a tenant, the others those of a conversation."""

    ADMINISTRATORS = "administrators"
    AGENTS = "agents"
    EVERYONE = "everyone"


def conversation_for_agents(conversation_id: UUID) -> Topic:
    """Return the topic of all events of a conversation."""
    return f"conversation:{conversation_id}:agents"


def conversation_for_customer(conversation_id: UUID) -> Topic:
    """Return the events of a conversation that its customer may see."""
    return f"conversation:{conversation_id}:customer"


def tenant_feed(tenant_id: UUID) -> Topic:
    """Return the topic of a tenant's life-cycle events and its agents' presence."""
    return f"tenant:{tenant_id}"


def tenant_events(tenant_id: UUID) -> Topic:
    """Administrative changes of a tenant. Nothing is published here yet: administrators read them over HTTP."""
    return f"tenant:{tenant_id}:events"
