"""Say who is in a team."""

from collections.abc import Iterable
from uuid import UUID

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import TeamId
from chorus.identity.teams.errors import TeamUserUnknown
from chorus.identity.teams.policy import require_can_manage_teams
from chorus.identity.teams.queries import lock
from chorus.identity.teams.table import Team
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TeamUsersSet
from chorus.stores.postgres.database import Tx


async def set_users(tx: Tx, actor: Actor, team_id: TeamId, *, user_ids: Iterable[UUID]) -> Team:
    """Replace the users of a team.

    Raises:
        TeamUserUnknown: If one of the users does not exist.
    """
    require_can_manage_teams(actor)
    team = await lock(tx, team_id)
    wanted = list(set(user_ids))
    known = await tx.value("SELECT count(*) FROM users WHERE tenant_id = $1 AND id = ANY ($2)", tx.tenant_id, wanted)
    if known != len(wanted):
        raise TeamUserUnknown
    await tx.execute(
        "DELETE FROM team_users WHERE tenant_id = $1 AND team_id = $2 AND user_id <> ALL ($3)",
        tx.tenant_id,
        team_id,
        wanted,
    )
    await tx.execute(
        "INSERT INTO team_users (tenant_id, team_id, user_id) SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING",
        tx.tenant_id,
        team_id,
        wanted,
    )
    tx.record_for_tenant(TeamUsersSet(team_id=team_id, user_ids=sorted(wanted), actor=by(actor), at=now()))
    return team
