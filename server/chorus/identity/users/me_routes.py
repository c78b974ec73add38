"""Oneself over HTTP: who am I, my status, my password."""

from typing import Annotated

from fastapi import APIRouter, Depends

from chorus.core.actor import Actor
from chorus.core.errors import TooManyRequestsError
from chorus.identity.errors import PasswordTooLong, PasswordTooShort
from chorus.identity.guards import Services, require
from chorus.identity.scopes import Scope
from chorus.identity.settings import LOGIN_BY_DEVICE
from chorus.identity.users import change_password as changing
from chorus.identity.users.errors import WrongPassword
from chorus.identity.users.queries import find, password_hash_of, tenant_name
from chorus.identity.users.schemas import MeRead, PasswordUpdate, StatusUpdate, UserRead
from chorus.identity.users.set_status import set_status
from chorus.protocol import frames, topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/me", tags=["me"])

Person = Annotated[Actor, Depends(require(Scope.SELF))]


@router.get("", summary="Who am I")
async def read_me(actor: Person, services: Services) -> MeRead:
    """Return the user of this token and their permissions."""
    async with services.database.transaction(actor.tenant_id) as tx:
        user, name = await find(tx, actor.user_id), await tenant_name(tx)
    return MeRead(
        **UserRead.model_validate(user).model_dump(),
        tenant_id=user.tenant_id,
        tenant_name=name,
        scopes=sorted(actor.scopes),
    )


@router.put("/status", summary="Set my status")
async def put_status(body: StatusUpdate, actor: Person, services: Services) -> StatusUpdate:
    """Set the caller's status, which all users of the tenant see."""
    async with services.database.transaction(actor.tenant_id) as tx:
        status = await set_status(tx, actor, body.status)
        presence = frames.Presence(status.value, user_id=actor.id)
        tx.hint(Envelope(topics.tenant_feed(actor.tenant_id), 0, frames.encode(presence)))
    return StatusUpdate(status=status)


@router.put(
    "/password",
    status_code=204,
    summary="Change my password",
    responses=refusals(WrongPassword, PasswordTooShort, PasswordTooLong, TooManyRequestsError),
)
async def put_password(body: PasswordUpdate, actor: Person, services: Services) -> None:
    """Change the caller's password and revoke all other log-ins.

    Attempts are limited like log-ins, so a stolen token cannot guess the password.
    """
    async with services.database.transaction(actor.tenant_id) as tx:
        stored = await password_hash_of(tx, actor.user_id)
    await services.limits.hit(LOGIN_BY_DEVICE, str(actor.id))
    passwords = services.auth.passwords
    if stored is None or not await passwords.matches(body.current_password, stored):
        raise WrongPassword
    await services.limits.give_back(LOGIN_BY_DEVICE, str(actor.id))
    new_hash = await passwords.hash(body.new_password)
    async with services.database.transaction(actor.tenant_id) as tx:
        await changing.change_password(tx, actor, proven_hash=stored, new_hash=new_hash)
