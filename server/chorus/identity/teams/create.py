"""Make a team."""

import asyncpg

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import TeamId, new_id
from chorus.identity.teams.errors import TeamNameTaken, TooManyTeams
from chorus.identity.teams.policy import require_can_manage_teams
from chorus.identity.teams.queries import TEAMS_MAX, count
from chorus.identity.teams.table import Team
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TeamCreated
from chorus.stores.postgres.database import Tx


async def create(tx: Tx, actor: Actor, *, name: str) -> Team:
    """Create a team without users.

    Raises:
        TeamNameTaken: If another team has the name.
        TooManyTeams: If the tenant has reached the limit of teams.
    """
    require_can_manage_teams(actor)
    if await count(tx) >= TEAMS_MAX:
        raise TooManyTeams
    try:
        team = await tx.insert(Team(id=TeamId(new_id()), tenant_id=tx.tenant_id, name=name, created_at=now()))
    except asyncpg.UniqueViolationError as error:
        raise TeamNameTaken from error
    tx.record_for_tenant(TeamCreated(team_id=team.id, name=name, actor=by(actor), at=team.created_at))
    return team
