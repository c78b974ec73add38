"""Who can be online: a user of the tenant, or a customer in a conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chorus.core.actor import ActorKind
from chorus.protocol import frames, topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc.exchange import Caller


@dataclass(frozen=True, slots=True)
class Person:
    """Several sockets of one person are one person. A customer is online in a conversation."""

    tenant_id: UUID
    id: UUID
    conversation_id: UUID | None = None

    @property
    def is_user(self) -> bool:
        """Of the tenant; else a customer."""
        return self.conversation_id is None

    @property
    def member(self) -> str:
        """As the tenant's set has it."""
        return f"u:{self.id}" if self.conversation_id is None else f"c:{self.id}:{self.conversation_id}"


def person_of(caller: Caller, conversation_id: UUID | None) -> Person | None:
    """Return the person behind a socket; None for a customer outside a conversation."""
    if caller.kind == ActorKind.AGENT:
        return Person(caller.tenant_id, caller.id)
    return Person(caller.tenant_id, caller.id, conversation_id) if conversation_id is not None else None


def person_named(tenant_id: UUID, member: bytes) -> Person:
    """Return the person of an entry in a tenant's set."""
    _, person_id, *conversation = member.decode().split(":")
    return Person(tenant_id, UUID(person_id), UUID(conversation[0]) if conversation else None)


def announcement(person: Person, *, is_online: bool, is_approximate: bool = False) -> Envelope:
    """Build the announcement: to colleagues on the tenant's feed, to agents in the customer's conversation."""
    status: Literal["online", "offline"] = "online" if is_online else "offline"
    if person.conversation_id is None:
        frame = frames.Presence(status, user_id=person.id, approximate=is_approximate)
        return Envelope(topics.tenant_feed(person.tenant_id), 0, frames.encode(frame))
    frame = frames.Presence(
        status, customer_id=person.id, conversation_id=person.conversation_id, approximate=is_approximate
    )
    return Envelope(topics.conversation_for_agents(person.conversation_id), 0, frames.encode(frame))


def announcement_of_users(
    tenant_id: UUID, people: Sequence[Person], *, is_online: bool, is_approximate: bool = False
) -> Envelope:
    """Build the announcement for any number of one tenant's users."""
    if len(people) == 1:
        return announcement(people[0], is_online=is_online, is_approximate=is_approximate)
    frame = frames.Presence(
        "online" if is_online else "offline",
        user_ids=[person.id for person in people],
        approximate=is_approximate,
    )
    return Envelope(topics.tenant_feed(tenant_id), 0, frames.encode(frame))
