"""Tenants, agents, customers and conversations in bulk, and the credentials to connect with."""

from dataclasses import dataclass
from uuid import UUID

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import Clock, SystemClock
from chorus.core.ids import TenantId, new_id
from chorus.identity.scopes import OF_CUSTOMER, OF_ROLE
from chorus.identity.services import build_auth
from chorus.identity.tokens.nonces import Bearer, Nonces
from chorus.identity.tokens.tokens import Tokens
from chorus.processes.settings import Settings, auth_settings
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect

CONVERSATIONS_PER_AGENT = 10


@dataclass(frozen=True, slots=True)
class Credential:
    """The URL, token and nonce that open one socket."""

    url: str
    token: str
    nonce: str
    conversation_id: UUID
    role: str

    @property
    def protocols(self) -> str:
        """The value of the `Sec-WebSocket-Protocol` header."""
        return f"chorus.v1, bearer.{self.token}, nonce.{self.nonce}"


@dataclass(frozen=True, slots=True)
class Party:
    """One party of a conversation."""

    actor: Actor
    conversation_id: UUID
    tokens: Tokens
    nonces: Nonces

    @property
    def role(self) -> str:
        """The role, as frames name it."""
        return "customer" if self.actor.is_customer else "agent"

    def credential(self, gateway: str) -> Credential:
        """Issue a fresh token and nonce, as the API does."""
        bearer = Bearer(self.actor.tenant_id, self.actor.id, None, self.conversation_id)
        nonce, _ = self.nonces.issue(bearer)
        url = f"{gateway}/ws/v1/conversations/{self.conversation_id}"
        return Credential(url, self.tokens.sign(self.actor).token, nonce, self.conversation_id, self.role)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two parties of a conversation that is assigned to a human, so that no bot answers."""

    customer: Party
    agent: Party


async def create_conversations(
    settings: Settings, conversations: int, *, tenants: int = 1, clock: Clock | None = None
) -> list[Pair]:
    """Insert conversations with their tenants, agents and customers. `clock` dates the nonces."""

    async def nobody(_: object) -> None:
        """Nobody listens while the rows are written."""

    pool = await connect(settings.database_url, size=4)
    database = Database(pool, Reactions(), nobody)
    tokens = build_auth(auth_settings(settings), database, SystemClock()).tokens
    nonces = build_auth(auth_settings(settings), database, clock or SystemClock()).nonces
    try:
        found = [await _tenant(database, tokens, nonces, conversations // tenants) for _ in range(tenants)]
    finally:
        await database.close()
    return [pair for pairs in found for pair in pairs]


async def _tenant(database: Database, tokens: Tokens, nonces: Nonces, conversations: int) -> list[Pair]:
    tenant_id = TenantId(new_id())
    agents = [_agent(tenant_id) for _ in range(conversations // CONVERSATIONS_PER_AGENT + 1)]
    pairs = []
    for index in range(conversations):
        conversation_id = new_id()
        customer = Actor(ActorKind.CUSTOMER, tenant_id, new_id(), scopes=OF_CUSTOMER, name="Bao")
        agent = agents[index // CONVERSATIONS_PER_AGENT]
        parties = [Party(actor, conversation_id, tokens, nonces) for actor in (customer, agent)]
        pairs.append(Pair(*parties))
    await _insert(database, tenant_id, agents, pairs)
    return pairs


def _agent(tenant_id: TenantId) -> Actor:
    scopes = OF_ROLE[Role.AGENT]
    return Actor(ActorKind.AGENT, tenant_id, new_id(), role=Role.AGENT, scopes=scopes, name="Ada")


async def _insert(database: Database, tenant_id: TenantId, agents: list[Actor], pairs: list[Pair]) -> None:
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "INSERT INTO tenants (id, name, slug) VALUES ($1, 'Load', $2)", tenant_id, f"load-{tenant_id.hex[-12:]}"
        )
        await tx.execute(
            "INSERT INTO users (id, tenant_id, email, name) SELECT id, $1, id || '@load.example', 'Ada'"
            " FROM unnest($2::uuid[]) AS id",
            tenant_id,
            [agent.id for agent in agents],
        )
        await tx.execute(
            "INSERT INTO customers (id, tenant_id, name) SELECT id, $1, 'Bao' FROM unnest($2::uuid[]) AS id",
            tenant_id,
            [pair.customer.actor.id for pair in pairs],
        )
        await tx.execute(
            "INSERT INTO conversations (id, tenant_id, customer_id, assignee_id, status, floor)"
            " SELECT *, 'active', 'human' FROM ("
            "   SELECT c, $1::uuid, b, a FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS rows (c, b, a)) AS found",
            tenant_id,
            [pair.customer.conversation_id for pair in pairs],
            [pair.customer.actor.id for pair in pairs],
            [pair.agent.actor.id for pair in pairs],
        )
