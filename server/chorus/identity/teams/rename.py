"""Give a team another name."""

import asyncpg

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import TeamId
from chorus.identity.teams.errors import TeamNameTaken
from chorus.identity.teams.policy import require_can_manage_teams
from chorus.identity.teams.queries import lock
from chorus.identity.teams.table import Team
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TeamRenamed
from chorus.stores.postgres.database import Tx


async def rename(tx: Tx, actor: Actor, team_id: TeamId, *, name: str) -> Team:
    """Rename a team. Nothing else changes.

    Raises:
        TeamNameTaken: If another team has the name.
    """
    require_can_manage_teams(actor)
    team = await lock(tx, team_id)
    try:
        renamed = await tx.update(team, name=name)
    except asyncpg.UniqueViolationError as error:
        raise TeamNameTaken from error
    tx.record_for_tenant(TeamRenamed(team_id=team.id, name=name, actor=by(actor), at=now()))
    return renamed
