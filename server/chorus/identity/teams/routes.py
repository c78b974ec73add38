"""Teams over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from chorus.core.actor import Actor
from chorus.core.ids import TeamId
from chorus.identity.guards import Services, require
from chorus.identity.scopes import Scope
from chorus.identity.teams import create as creating
from chorus.identity.teams import delete as deleting
from chorus.identity.teams import rename as renaming
from chorus.identity.teams import set_users as setting
from chorus.identity.teams.errors import TeamInUse, TeamNameTaken, TeamNotFound, TeamUserUnknown, TooManyTeams
from chorus.identity.teams.queries import listed, users_of
from chorus.identity.teams.schemas import TeamCreate, TeamList, TeamRead, TeamUpdate, TeamUsersUpdate
from chorus.identity.teams.table import Team
from chorus.protocol.http_errors import refusals
from chorus.stores.postgres.database import Tx

router = APIRouter(prefix="/v1/teams", tags=["teams"])

Reader = Annotated[Actor, Depends(require(Scope.USERS_READ))]
Admin = Annotated[Actor, Depends(require(Scope.USERS_WRITE))]


@router.get("", summary="List teams")
async def list_teams(actor: Reader, services: Services) -> TeamList:
    """List all teams with their users."""
    async with services.database.transaction(actor.tenant_id) as tx:
        teams = await listed(tx)
        users = await users_of(tx, [team.id for team in teams])
    return TeamList(
        items=[TeamRead(id=team.id, name=team.name, user_ids=list(users.get(team.id, []))) for team in teams]
    )


@router.post("", status_code=201, summary="Make a team", responses=refusals(TeamNameTaken, TooManyTeams))
async def create_team(body: TeamCreate, actor: Admin, services: Services) -> TeamRead:
    """Create a team without users."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return await _read(tx, await creating.create(tx, actor, name=body.name))


@router.patch("/{team_id}", summary="Rename a team", responses=refusals(TeamNotFound, TeamNameTaken))
async def update_team(team_id: UUID, body: TeamUpdate, actor: Admin, services: Services) -> TeamRead:
    """Rename a team."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return await _read(tx, await renaming.rename(tx, actor, TeamId(team_id), name=body.name))


@router.put("/{team_id}/users", summary="Set a team's users", responses=refusals(TeamNotFound, TeamUserUnknown))
async def set_team_users(team_id: UUID, body: TeamUsersUpdate, actor: Admin, services: Services) -> TeamRead:
    """Replace the users of a team."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return await _read(tx, await setting.set_users(tx, actor, TeamId(team_id), user_ids=body.user_ids))


@router.delete("/{team_id}", status_code=204, summary="Delete a team", responses=refusals(TeamNotFound, TeamInUse))
async def delete_team(team_id: UUID, actor: Admin, services: Services) -> None:
    """Delete a team that no conversation refers to."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await deleting.delete(tx, actor, TeamId(team_id))


async def _read(tx: Tx, team: Team) -> TeamRead:
    users = await users_of(tx, [team.id])
    return TeamRead(id=team.id, name=team.name, user_ids=list(users.get(team.id, [])))
