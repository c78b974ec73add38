"""The people of the tests: Ada the agent, Sam the supervisor, Ines the admin, Bao the customer; Acme and Globex."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chorus.chat.conversations.create import create
from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.new_message import Appended
from chorus.chat.messages.say import say
from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.ids import CustomerId, InboxId, MessageId, TenantId, UserId, new_id
from chorus.identity.scopes import OF_CUSTOMER, OF_ROLE
from chorus.protocol.envelope import Envelope
from chorus.protocol.events.conversation import EscalationReason
from chorus.routing.assignments.accept import accept
from chorus.routing.escalations.escalate import escalate
from chorus.stores.postgres.database import Database


@dataclass
class Published:
    """What a database published, in order; stands where the bus would be."""

    envelopes: list[Envelope] = field(default_factory=list)

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        """Keep them."""
        self.envelopes.extend(envelopes)

    def on(self, topic: str) -> list[Envelope]:
        """Those of a topic."""
        return [envelope for envelope in self.envelopes if envelope.topic == topic]


async def tenant(database: Database, name: str = "Acme") -> TenantId:
    """A tenant of its own for each test: row-level security keeps the tests apart."""
    tenant_id = TenantId(new_id())
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "INSERT INTO tenants (id, name, slug) VALUES ($1, $2, $3)",
            tenant_id,
            name,
            f"{name.lower()}-{tenant_id.hex[-12:]}",
        )
    return tenant_id


async def user(database: Database, tenant_id: TenantId, name: str, role: Role) -> Actor:
    """Somebody who works there; nobody knows their password."""
    user_id = UserId(new_id())
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "INSERT INTO users (id, tenant_id, email, name, role) VALUES ($1, $2, $3, $4, $5)",
            user_id,
            tenant_id,
            f"{name.lower()}-{user_id.hex[-8:]}@acme.example",
            name,
            str(role),
        )
    return Actor(ActorKind.AGENT, tenant_id, user_id, role=role, scopes=OF_ROLE[role], name=name)


async def agent_ada(database: Database, tenant_id: TenantId) -> Actor:
    """Ada answers."""
    return await user(database, tenant_id, "Ada", Role.AGENT)


async def agent_ben(database: Database, tenant_id: TenantId) -> Actor:
    """Ben answers too."""
    return await user(database, tenant_id, "Ben", Role.AGENT)


async def supervisor_sam(database: Database, tenant_id: TenantId) -> Actor:
    """Sam supervises."""
    return await user(database, tenant_id, "Sam", Role.SUPERVISOR)


async def admin_ines(database: Database, tenant_id: TenantId) -> Actor:
    """Ines administers."""
    return await user(database, tenant_id, "Ines", Role.ADMIN)


async def customer_bao(database: Database, tenant_id: TenantId, name: str = "Bao") -> Actor:
    """Bao writes to us."""
    customer_id = CustomerId(new_id())
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "INSERT INTO customers (id, tenant_id, name) VALUES ($1, $2, $3)", customer_id, tenant_id, name
        )
    return Actor(ActorKind.CUSTOMER, tenant_id, customer_id, scopes=OF_CUSTOMER, name=name)


async def inbox(database: Database, tenant_id: TenantId, origins: Sequence[str] = ()) -> InboxId:
    """A web inbox."""
    inbox_id = InboxId(new_id())
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "INSERT INTO inboxes (id, tenant_id, name, allowed_origins) VALUES ($1, $2, 'Shop', $3)",
            inbox_id,
            tenant_id,
            list(origins),
        )
    return inbox_id


async def conversation_with(database: Database, customer: Actor, inbox_id: InboxId | None = None) -> Conversation:
    """An open conversation; the bot has the floor."""
    async with database.transaction(customer.tenant_id) as tx:
        found, _ = await create(tx, customer, customer_id=customer.customer_id, inbox_id=inbox_id)
    return found


async def waiting_conversation(database: Database, customer: Actor) -> Conversation:
    """A conversation that waits for a human."""
    conversation = await conversation_with(database, customer)
    async with database.transaction(customer.tenant_id) as tx:
        await escalate(tx, customer, conversation.id, reason=EscalationReason.REQUESTED)
    return conversation


async def active_conversation(database: Database, customer: Actor, agent: Actor) -> Conversation:
    """A conversation that the agent has."""
    conversation = await waiting_conversation(database, customer)
    async with database.transaction(customer.tenant_id) as tx:
        return await accept(tx, agent, conversation.id)


async def says(
    writer: MessageWriter, actor: Actor, conversation: Conversation, content: str, message_id: UUID | None = None
) -> Appended:
    """Somebody says something."""
    found = MessageId(message_id or new_id())
    return await say(writer, actor, conversation.id, message_id=found, content=content)
