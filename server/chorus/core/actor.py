"""The actor of a request or event: a user, a service, a customer, the bot or the system."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from chorus.core.ids import ConversationId, CustomerId, TenantId, UserId


class ActorKind(StrEnum):
    """The four kinds of whoever does something; also the role written on a message."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class Role(StrEnum):
    """The roles of users."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


ROLE_RANK = {Role.AGENT: 0, Role.SUPERVISOR: 1, Role.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class Actor:
    """Proven identity. The tenant comes from the token and from nowhere else.

    `id` is the user's, the customer's or the service's id; the bot and the system have their tenant's.
    `conversation_id` narrows a customer's token to one conversation where it was issued so.
    """

    kind: ActorKind
    tenant_id: TenantId
    id: UUID
    role: Role | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    login_id: UUID | None = None
    name: str = ""
    conversation_id: ConversationId | None = None

    @property
    def user_id(self) -> UserId:
        """The user behind an agent actor."""
        return UserId(self.id)

    @property
    def customer_id(self) -> CustomerId:
        """The customer behind a customer actor."""
        return CustomerId(self.id)

    @property
    def is_customer(self) -> bool:
        """Sees the customer's audience only."""
        return self.kind is ActorKind.CUSTOMER

    @property
    def is_user(self) -> bool:
        """A person of the tenant, or a service acting for it."""
        return self.kind is ActorKind.AGENT

    def is_at_least(self, role: Role) -> bool:
        """Return whether the user's role is at least `role`; False for other actors."""
        return self.role is not None and ROLE_RANK[self.role] >= ROLE_RANK[role]


def bot_of(tenant_id: TenantId) -> Actor:
    """Return the bot of a tenant."""
    return Actor(ActorKind.BOT, tenant_id, tenant_id, name="Bot")


def system_of(tenant_id: TenantId) -> Actor:
    """Return the system actor of a tenant, for timers and jobs."""
    return Actor(ActorKind.SYSTEM, tenant_id, tenant_id, name="Chorus")
