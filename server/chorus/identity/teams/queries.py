"""Every SELECT on teams."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, func, select

from chorus.core.ids import TeamId, UserId
from chorus.identity.teams.errors import TeamNotFound
from chorus.identity.teams.table import Team
from chorus.stores.postgres.database import Tx

# A tenant has few teams: one page holds them all.
TEAMS_MAX = 500


async def lock(tx: Tx, team_id: TeamId) -> Team:
    """Return the team with its row locked until the transaction ends.

    Raises:
        TeamNotFound: If it does not exist.
    """
    team = await tx.first(
        select(Team).where(Team.tenant_id == tx.tenant_id, Team.id == team_id).with_for_update(key_share=True)
    )
    if team is None:
        raise TeamNotFound
    return team


async def listed(tx: Tx) -> list[Team]:
    """Return all teams by name."""
    order = func.lower(col(Team.name)), col(Team.id)
    return await tx.all(select(Team).where(Team.tenant_id == tx.tenant_id).order_by(*order).limit(TEAMS_MAX))


async def count(tx: Tx) -> int:
    """Count the teams."""
    return int(await tx.value("SELECT count(*) FROM teams WHERE tenant_id = $1", tx.tenant_id))


async def users_of(tx: Tx, team_ids: Sequence[TeamId]) -> Mapping[UUID, list[UserId]]:
    """Return the users of each of these teams, by name."""
    rows = await tx.records(
        "SELECT t.team_id, array_agg(t.user_id ORDER BY lower(u.name), u.id) AS user_ids FROM team_users t"
        " JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.user_id"
        " WHERE t.tenant_id = $1 AND t.team_id = ANY ($2) GROUP BY t.team_id",
        tx.tenant_id,
        list(team_ids),
    )
    return {row["team_id"]: row["user_ids"] for row in rows}
