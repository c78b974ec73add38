"""The base of all events: a durable fact in the past tense, with a type, an audience and a time."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.actor import Actor, ActorKind
from chorus.protocol.model import WireModel
from chorus.protocol.topics import Audience


class ActorRead(WireModel):
    """The actor of an event, as readers see it."""

    kind: ActorKind
    id: UUID | None = None
    name: str = ""


def by(actor: Actor) -> ActorRead:
    """Build the actor of an event. A customer's name is not in the log; it is stored once, with the customer."""
    return ActorRead(kind=actor.kind, id=actor.id, name="" if actor.is_customer else actor.name)


class Event(WireModel):
    """Base of all events. It has no default audience: each class decides who may see it.

    A subclass is named like its `type`: `conversation.escalated` is `ConversationEscalated`.
    """

    audience: ClassVar[Audience]

    type: str
    conversation_id: UUID | None
    actor: ActorRead
    at: datetime


class ConversationEvent(Event):
    """An event of a conversation.

    `on_tenant_feed` also gives the event a position in the tenant's feed: changes in a conversation's life,
    never single messages. `hidden_from_customer` names fields (snake_case) left out of the customer's copy.
    """

    on_tenant_feed: ClassVar[bool] = False
    hidden_from_customer: ClassVar[frozenset[str]] = frozenset()

    conversation_id: UUID


class TenantEvent(Event):
    """An administrative change, with a position among those of its tenant. For administrators alone.

    It names things by id, and what changed by the names of its fields: never secrets, addresses or names of people.
    """

    audience: ClassVar[Audience] = Audience.ADMINISTRATORS

    conversation_id: None = None
