"""Every SELECT on escalations, and the queue they form."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chorus.core.clock import now
from chorus.core.ids import ConversationId, TeamId, TenantId, UserId
from chorus.routing.escalations.errors import NotWaiting
from chorus.routing.escalations.table import Escalation
from chorus.stores.postgres.database import Database, Tx

RECENT = timedelta(hours=24)
SAMPLES_MIN = 3
# What one round looks at. The oldest of each team: a team that nobody is in must not hide those behind it.
QUEUE_MAX, QUEUE_MAX_OF_TEAM = 1_000, 500
# Set on a conversation, with the number of its floor, once its customer knows that nobody is on duty.
TOLD_KEY = "toldNobodyOnDuty"


async def tenants_waiting(database: Database) -> list[TenantId]:
    """Tenants in whose queue somebody waits (cross-tenant lookup)."""
    return [TenantId(row[0]) for row in await database.unscoped("SELECT lookup_tenants_waiting()")]


async def waiting_of(tx: Tx, conversation_id: ConversationId) -> Escalation:
    """Return the waiting escalation.

    Raises:
        NotWaiting: If the conversation is not waiting.
    """
    found = await tx.fetch_optional(
        Escalation,
        "SELECT {columns} FROM escalations WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'waiting'",
        tx.tenant_id,
        conversation_id,
    )
    if found is None:
        raise NotWaiting
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting conversation with its queue position, from 1."""

    conversation_id: ConversationId
    team_id: TeamId | None
    declined_by: Sequence[UserId]
    is_offered: bool
    place: int


async def queue(tx: Tx) -> list[Waiting]:
    """Return the front of the queue, oldest first, up to a limit."""
    rows = await tx.records(
        "SELECT conversation_id, team_id, declined_by, is_offered, place"
        " FROM (SELECT conversation_id, team_id, declined_by, offered_to IS NOT NULL AS is_offered,"
        "              row_number() OVER (ORDER BY created_at, id) AS place,"
        "              row_number() OVER (PARTITION BY team_id ORDER BY created_at, id) AS place_in_team"
        "       FROM escalations WHERE tenant_id = $1 AND status = 'waiting') AS waiting"
        " WHERE place_in_team <= $2 ORDER BY place LIMIT $3",
        tx.tenant_id,
        QUEUE_MAX_OF_TEAM,
        QUEUE_MAX,
    )
    return [Waiting(*row) for row in rows]


async def expired_offers(tx: Tx) -> list[ConversationId]:
    """Return conversations with an expired offer, oldest first."""
    rows = await tx.records(
        "SELECT conversation_id FROM escalations"
        " WHERE tenant_id = $1 AND status = 'waiting' AND offer_expires_at <= $2 ORDER BY created_at, id LIMIT $3",
        tx.tenant_id,
        now(),
        QUEUE_MAX,
    )
    return [row[0] for row in rows]


async def without_offline_notice(tx: Tx) -> list[ConversationId]:
    """Return waiting conversations whose customers were not told that nobody is on duty, oldest first."""
    rows = await tx.records(
        "SELECT e.conversation_id FROM escalations e"
        " JOIN conversations c ON c.tenant_id = e.tenant_id AND c.id = e.conversation_id"
        " WHERE e.tenant_id = $1 AND e.status = 'waiting'"
        " AND c.metadata -> $2::text IS DISTINCT FROM to_jsonb(c.floor_number) ORDER BY e.created_at, e.id LIMIT $3",
        tx.tenant_id,
        TOLD_KEY,
        QUEUE_MAX,
    )
    return [row[0] for row in rows]


async def teams_of(tx: Tx, users: Sequence[UserId]) -> Mapping[TeamId, set[UserId]]:
    """Return the members of each team among these users."""
    found: dict[TeamId, set[UserId]] = defaultdict(set)
    for row in await tx.records(
        "SELECT team_id, user_id FROM team_users WHERE tenant_id = $1 AND user_id = ANY ($2)", tx.tenant_id, users
    ):
        found[row["team_id"]].add(row["user_id"])
    return found


def is_there(team_id: TeamId | None, available: Sequence[UserId], of_team: Mapping[TeamId, Collection[UserId]]) -> bool:
    """Return whether anybody available may take conversations of this team, or of all."""
    return bool(available) and (team_id is None or bool(of_team.get(team_id)))


@dataclass(frozen=True, slots=True)
class Place:
    """The queue position, from 1, and the estimated wait if known."""

    place: int
    estimated_wait_seconds: int | None
    team_id: TeamId | None


async def queue_position_of(tx: Tx, conversation_id: ConversationId) -> Place:
    """Return the queue position of a conversation in its tenant."""
    escalation = await waiting_of(tx, conversation_id)
    place = await tx.value(
        "SELECT count(*) FROM escalations WHERE tenant_id = $1 AND status = 'waiting' AND (created_at, id) <= ($2, $3)",
        tx.tenant_id,
        escalation.created_at,
        escalation.id,
    )
    return Place(place, estimate(place, await seconds_between_accepts(tx)), escalation.team_id)


def estimate(place: int, seconds_between: float | None) -> int | None:
    """Estimate the wait in seconds: queue position times the interval between accepts."""
    return None if seconds_between is None else round(place * seconds_between)


async def seconds_between_accepts(tx: Tx) -> float | None:
    """Return the recent mean wait at the head of the queue in seconds; None without enough samples."""
    row = await tx.records(
        "SELECT count(*) AS samples, extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY wait)) AS median"
        " FROM (SELECT ended_at - greatest(created_at, lag(ended_at) OVER (ORDER BY ended_at)) AS wait"
        "       FROM escalations WHERE tenant_id = $1 AND status = 'accepted' AND ended_at > $2"
        "       ORDER BY ended_at DESC LIMIT 50) AS recent",
        tx.tenant_id,
        now() - RECENT,
    )
    if row[0]["samples"] < SAMPLES_MIN:
        return None
    return max(0.0, float(row[0]["median"]))


async def agents_by_load(tx: Tx, candidates: list[UserId], *, team_id: UUID | None, capacity: int) -> list[UserId]:
    """Return the agents with capacity and no open offer: fewest conversations first, then longest idle."""
    rows = await tx.records(
        "SELECT u.id FROM users u"
        " LEFT JOIN conversations c ON c.tenant_id = u.tenant_id AND c.assignee_id = u.id AND c.status = 'active'"
        " WHERE u.tenant_id = $1 AND u.id = ANY ($2) AND u.disabled_at IS NULL"
        " AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM team_users t WHERE t.tenant_id = $1"
        "      AND t.team_id = $3 AND t.user_id = u.id))"
        " AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.tenant_id = $1 AND e.status = 'waiting'"
        "      AND e.offered_to = u.id)"
        " GROUP BY u.id HAVING count(c.id) < $4"
        " ORDER BY count(c.id), (SELECT max(e.ended_at) FROM escalations e WHERE e.tenant_id = $1"
        "      AND e.accepted_by = u.id) NULLS FIRST, u.id",
        tx.tenant_id,
        candidates,
        team_id,
        capacity,
    )
    return [row["id"] for row in rows]
