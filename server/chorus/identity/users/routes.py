"""Users over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.core.actor import Actor
from chorus.core.ids import UserId
from chorus.core.paging import PAGE_MAX, BadCursor
from chorus.identity.errors import PasswordTooLong, PasswordTooShort
from chorus.identity.guards import Services, require
from chorus.identity.scopes import Scope
from chorus.identity.users import create as creating
from chorus.identity.users import enable as enabling
from chorus.identity.users import update as updating
from chorus.identity.users.errors import EmailTaken, LastAdmin, NotByServices, UserNotFound
from chorus.identity.users.me_routes import router as me
from chorus.identity.users.queries import find, page
from chorus.identity.users.schemas import UserCreate, UserPage, UserRead, UserUpdate
from chorus.protocol.http_errors import refusals

router = APIRouter(tags=["users"])
router.include_router(me)

Reader = Annotated[Actor, Depends(require(Scope.USERS_READ))]
Admin = Annotated[Actor, Depends(require(Scope.USERS_WRITE))]


@router.get("/v1/users", summary="List users", responses=refusals(BadCursor))
async def list_users(
    actor: Reader,
    services: Services,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX,
) -> UserPage:
    """List users by name, including disabled ones."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, cursor=cursor, limit=limit)
    return UserPage(items=[UserRead.model_validate(user) for user in found.items], next_cursor=found.next_cursor)


@router.get("/v1/users/{user_id}", summary="One user", responses=refusals(UserNotFound))
async def read_user(user_id: UUID, actor: Reader, services: Services) -> UserRead:
    """Return a user."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return UserRead.model_validate(await find(tx, UserId(user_id)))


@router.post(
    "/v1/users",
    status_code=201,
    summary="Add a user",
    responses=refusals(EmailTaken, PasswordTooShort, PasswordTooLong, NotByServices),
)
async def create_user(body: UserCreate, actor: Admin, services: Services) -> UserRead:
    """Create a user who can log in immediately."""
    # Hashed before the transaction begins: it takes 30 ms, and a connection is worth more.
    password_hash = await services.auth.passwords.hash(body.password) if body.password is not None else None
    async with services.database.transaction(actor.tenant_id) as tx:
        user = await creating.create(
            tx,
            actor,
            email=body.email,
            name=body.name,
            role=body.role,
            password_hash=password_hash,
            languages=body.languages,
        )
    return UserRead.model_validate(user)


@router.patch(
    "/v1/users/{user_id}",
    summary="Change a user",
    responses=refusals(UserNotFound, EmailTaken, LastAdmin, PasswordTooShort, PasswordTooLong, NotByServices),
)
async def update_user(user_id: UUID, body: UserUpdate, actor: Admin, services: Services) -> UserRead:
    """Change a user. A new role or password revokes their log-ins within five seconds."""
    changes: dict[str, Any] = body.model_dump(exclude_none=True)
    if password := changes.pop("password", None):
        changes["password_hash"] = await services.auth.passwords.hash(password)
    async with services.database.transaction(actor.tenant_id) as tx:
        return UserRead.model_validate(await updating.update(tx, actor, UserId(user_id), changes=changes))


@router.post("/v1/users/{user_id}/enable", summary="Enable a user", responses=refusals(UserNotFound, NotByServices))
async def enable_user(user_id: UUID, actor: Admin, services: Services) -> UserRead:
    """Enable a user, who can then log in again."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return UserRead.model_validate(await enabling.enable(tx, actor, UserId(user_id)))
