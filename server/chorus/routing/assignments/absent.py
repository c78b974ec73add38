"""Agents whose line is gone and does not come back: what they have returns to the queue, and its customers are told.

A line is a socket, as presence has it, or the long poll of a console whose WebSocket is blocked. Who has never had one
(a program that acts by REST alone) is not absent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from chorus.core.clock import now
from chorus.core.errors import ChorusError
from chorus.core.ids import ConversationId, TenantId, UserId
from chorus.identity.tenants.schemas import StoredSettings
from chorus.presence.read import Online
from chorus.routing.assignments.requeue import requeue_absent
from chorus.stores.postgres.database import Database, Tx

ABSENT_AFTER = timedelta(seconds=120)
# Nobody looked for so long (no worker ran): who was there meanwhile is not known, and the time begins anew.
BLIND_AFTER = timedelta(seconds=60)
ROUND_MAX = 500


class Presence(Protocol):
    """Who is connected (`presence.read.OnlineUsers`)."""

    async def who_is_online(self, tenant_id: UUID) -> Online:
        """Return the users of a tenant who are online; never raises."""
        ...


async def tenants_with_agents(database: Database) -> list[TenantId]:
    """Tenants with a conversation that an agent has (cross-tenant lookup)."""
    return [TenantId(row[0]) for row in await database.unscoped("SELECT lookup_tenants_with_agents()")]


async def requeue_of_absent(database: Database, tenant_id: TenantId, online: Online) -> int:
    """Requeue the conversations of absent agents. Return their number. Safe to run on several workers.

    While presence is approximate (Redis is away) nobody is called absent, and afterwards the time begins anew.
    """
    async with database.transaction(tenant_id) as tx:
        after = await _allowed(tx)
        agents = await _agents(tx)
        here = agents if online.is_approximate else [agent for agent in agents if agent in online.users]
        await _note(tx, here, is_seen=True, may_insert=not online.is_approximate)
        await _note(tx, [agent for agent in agents if agent not in set(here)], is_seen=False, may_insert=False)
        found = await _left_behind(tx, before=now() - after)
    return sum([await _requeue(database, tenant_id, conversation_id, agent) for conversation_id, agent in found])


async def _allowed(tx: Tx) -> timedelta:
    settings = StoredSettings.model_validate(
        await tx.value("SELECT settings FROM tenants WHERE id = $1", tx.tenant_id) or {}
    )
    chosen = settings.absent_agent_seconds
    return ABSENT_AFTER if chosen is None else timedelta(seconds=chosen)


async def _agents(tx: Tx) -> Sequence[UserId]:
    rows = await tx.records(
        "SELECT DISTINCT assignee_id FROM conversations WHERE tenant_id = $1 AND status = 'active'"
        " AND assignee_id IS NOT NULL ORDER BY assignee_id",
        tx.tenant_id,
    )
    return [UserId(row[0]) for row in rows]


async def _note(tx: Tx, agents: Sequence[UserId], *, is_seen: bool, may_insert: bool) -> None:
    moment = now()
    if is_seen and may_insert:
        await tx.execute(
            "INSERT INTO agent_lines (tenant_id, user_id, seen_at, checked_at)"
            " SELECT $1, agent, $3, $3 FROM unnest($2::uuid[]) AS agent"
            " ON CONFLICT (tenant_id, user_id) DO UPDATE SET seen_at = excluded.seen_at, checked_at = $3",
            tx.tenant_id,
            agents,
            moment,
        )
        return
    await tx.execute(
        "UPDATE agent_lines SET checked_at = $3, seen_at = CASE WHEN $4 OR checked_at < $5 THEN $3 ELSE seen_at END"
        " WHERE tenant_id = $1 AND user_id = ANY ($2)",
        tx.tenant_id,
        agents,
        moment,
        is_seen,
        moment - BLIND_AFTER,
    )


async def _left_behind(tx: Tx, *, before: datetime) -> Sequence[tuple[ConversationId, UserId]]:
    # Who took it, or wrote in it, by REST a moment ago is at work.
    rows = await tx.records(
        "SELECT c.id, c.assignee_id FROM conversations c"
        " JOIN agent_lines l ON l.tenant_id = c.tenant_id AND l.user_id = c.assignee_id"
        " WHERE c.tenant_id = $1 AND c.status = 'active' AND l.seen_at <= $2"
        " AND NOT EXISTS (SELECT 1 FROM live_chat_sessions s WHERE s.tenant_id = $1 AND s.conversation_id = c.id"
        "                 AND s.status = 'active' AND s.started_at > $2)"
        " AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.author_id = c.assignee_id"
        "                 AND m.created_at > $2)"
        " ORDER BY c.created_at, c.id LIMIT $3",
        tx.tenant_id,
        before,
        ROUND_MAX,
    )
    return [(ConversationId(row[0]), UserId(row[1])) for row in rows]


async def _requeue(database: Database, tenant_id: TenantId, conversation_id: ConversationId, agent_id: UserId) -> bool:
    try:
        async with database.transaction(tenant_id) as tx:
            return await requeue_absent(tx, conversation_id, agent_id=agent_id)
    except ChorusError as error:
        # Erased or closed a moment ago. What may pass, the next round tries again.
        if error.retryable:
            raise
        return False
