"""Disabling a user over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from chorus.core.actor import Actor
from chorus.core.ids import UserId
from chorus.identity.guards import Services, require
from chorus.identity.scopes import Scope
from chorus.identity.users.errors import LastAdmin, NotByServices, UserNotFound
from chorus.identity.users.schemas import UserRead
from chorus.protocol.http_errors import refusals
from chorus.routing.assignments.disable_user import disable

router = APIRouter(tags=["users"])

Admin = Annotated[Actor, Depends(require(Scope.USERS_WRITE))]


@router.post(
    "/v1/users/{user_id}/disable",
    summary="Disable a user",
    responses=refusals(UserNotFound, LastAdmin, NotByServices),
)
async def disable_user(user_id: UUID, actor: Admin, services: Services) -> UserRead:
    """Disable a user. Their log-ins end within five seconds, and their conversations return to the queue."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return UserRead.model_validate(await disable(tx, actor, UserId(user_id)))
