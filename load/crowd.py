"""Tenants, agents, customers and their conversations in bulk, and the seats to drive them from."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
from stack import GATEWAY_PORT, Stack

from chorus.auth.nonces import Bearer
from chorus.auth.services import build_auth
from chorus.auth.scopes import OF_CUSTOMER, OF_ROLE
from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import FrozenClock, now
from chorus.core.ids import TenantId, new_id
from chorus.processes.services import auth_settings
from chorus.stores.database import Database, connect
from chorus.stores.jobs import Reactions
from light_client import Seat

SOCKETS_PER_AGENT = 10


@dataclass(slots=True)
class Crowd:
    """Two-party conversations: for each the seat of its customer and of its agent."""

    pairs: list[tuple[Seat, Seat]]


async def gather(stack: Stack, conversations: int, tenants: int = 5) -> Crowd:
    """Make them with plain INSERTs; a human has each conversation, so that no bot interferes."""

    async def nobody(_: object) -> None:
        """Nobody listens yet."""

    pool = await connect(stack.settings.database_url, size=4)
    database = Database(pool, Reactions(), nobody)
    # Nonces live 30 s; the crowd takes longer to seat, so they are dated ahead.
    auth = build_auth(auth_settings(stack.settings), database, FrozenClock(now() + timedelta(minutes=2)))
    tokens = build_auth(auth_settings(stack.settings), database, FrozenClock(now())).tokens
    pairs: list[tuple[Seat, Seat]] = []
    for number in range(tenants):
        share = conversations // tenants
        tenant_id = TenantId(new_id())
        agents = [new_id() for _ in range(share // SOCKETS_PER_AGENT + 1)]
        rows = [(new_id(), new_id(), agents[index // SOCKETS_PER_AGENT]) for index in range(share)]
        await _insert(database, tenant_id, number, agents, rows)
        agent_tokens = {
            agent: tokens.sign(
                Actor(ActorKind.AGENT, tenant_id, agent, role=Role.AGENT, scopes=OF_ROLE[Role.AGENT], name="Ada")
            ).token
            for agent in agents
        }

        def seat(conversation_id: UUID, subject: UUID, token: str, role: str, tenant: TenantId = tenant_id) -> Seat:
            nonce, _ = auth.nonces.issue(Bearer(tenant, subject, None, conversation_id))
            url = f"ws://127.0.0.1:{GATEWAY_PORT}/ws/v1/conversations/{conversation_id}"
            return Seat(url, token, nonce, conversation_id, role)

        for customer, conversation, agent in rows:
            token = tokens.sign(
                Actor(ActorKind.CUSTOMER, tenant_id, customer, scopes=OF_CUSTOMER, name="Bao")
            ).token
            pairs.append(
                (
                    seat(conversation, customer, token, "customer"),
                    seat(conversation, agent, agent_tokens[agent], "agent"),
                )
            )
    await database.close()
    return Crowd(pairs)


async def _insert(
    database: Database, tenant_id: TenantId, number: int, agents: list[UUID], rows: list[tuple[UUID, UUID, UUID]]
) -> None:
    async with database.transaction(tenant_id) as tx:
        connection: asyncpg.Connection[asyncpg.Record] = tx.connection  # type: ignore[assignment]
        await tx.execute(
            "INSERT INTO tenants (id, name, slug) VALUES ($1, 'Load', $2)", tenant_id, f"load-{number}"
        )
        await connection.executemany(
            "INSERT INTO users (id, tenant_id, email, name) VALUES ($1, $2, $3, 'Ada')",
            [(agent, tenant_id, f"{agent}@load.example") for agent in agents],
        )
        await connection.executemany(
            "INSERT INTO customers (id, tenant_id, name) VALUES ($1, $2, 'Bao')",
            [(customer, tenant_id) for customer, _, _ in rows],
        )
        await connection.executemany(
            "INSERT INTO conversations (id, tenant_id, customer_id, status, floor, assignee_id)"
            " VALUES ($1, $2, $3, 'active', 'human', $4)",
            [(conversation, tenant_id, customer, agent) for customer, conversation, agent in rows],
        )
