"""Delete a team that no conversation names."""

import asyncpg

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import TeamId
from chorus.identity.teams.errors import TeamInUse
from chorus.identity.teams.policy import require_can_manage_teams
from chorus.identity.teams.queries import lock
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TeamDeleted
from chorus.stores.postgres.database import Tx


async def delete(tx: Tx, actor: Actor, team_id: TeamId) -> None:
    """Delete a team. Foreign keys refuse it if conversations refer to the team.

    Raises:
        TeamInUse: If conversations refer to the team.
    """
    require_can_manage_teams(actor)
    team = await lock(tx, team_id)
    try:
        await tx.execute("DELETE FROM teams WHERE tenant_id = $1 AND id = $2", tx.tenant_id, team.id)
    except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError) as error:
        raise TeamInUse from error
    tx.record_for_tenant(TeamDeleted(team_id=team.id, name=team.name, actor=by(actor), at=now()))
