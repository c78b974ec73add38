"""Inboxes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.chat.inboxes import create as creating
from chorus.chat.inboxes import delete as deleting
from chorus.chat.inboxes import update as updating
from chorus.chat.inboxes.embed import snippet_of
from chorus.chat.inboxes.errors import IdentityKeyRefused, IdentitySecretMissing, InboxInUse, InboxNotFound
from chorus.chat.inboxes.queries import find, page
from chorus.chat.inboxes.schemas import (
    IdentityKey,
    IdentitySecretRead,
    InboxCreate,
    InboxDetail,
    InboxPage,
    InboxRead,
    InboxUpdate,
    inbox_fields,
)
from chorus.chat.inboxes.set_identity_secret import remove_identity_secret, set_identity_secret
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import Actor
from chorus.core.errors import InvalidError
from chorus.core.ids import InboxId
from chorus.core.paging import PAGE_MAX, BadCursor
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/inboxes", tags=["inboxes"])

Reader = Annotated[Actor, Depends(require("settings:read"))]
Writer = Annotated[Actor, Depends(require("settings:write"))]


@router.get("", summary="List inboxes", responses=refusals(BadCursor))
async def list_inboxes(
    actor: Reader,
    services: Services,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX,
) -> InboxPage:
    """List inboxes by name."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, cursor=cursor, limit=limit)
    items = [InboxRead.model_validate(inbox_fields(inbox)) for inbox in found.items]
    return InboxPage(items=items, next_cursor=found.next_cursor)


@router.post("", status_code=201, summary="Add an inbox", responses=refusals(InvalidError))
async def create_inbox(body: InboxCreate, actor: Writer, services: Services) -> InboxDetail:
    """Create an inbox. Allowed origins are exact: scheme, host and port, without patterns."""
    settings = body.settings.model_dump(mode="json", by_alias=True, exclude_unset=True)
    async with services.database.transaction(actor.tenant_id) as tx:
        inbox = await creating.create(
            tx, actor, name=body.name, channel=body.channel, allowed_origins=body.allowed_origins, settings=settings
        )
    return _detail(inbox, services)


@router.get("/{inbox_id}", summary="An inbox and its snippet", responses=refusals(InboxNotFound))
async def read_inbox(inbox_id: UUID, actor: Reader, services: Services) -> InboxDetail:
    """Return an inbox with its snippet, which goes before the closing body tag of each page."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _detail(await find(tx, actor, InboxId(inbox_id)), services)


@router.patch(
    "/{inbox_id}",
    summary="Change an inbox",
    responses=refusals(InboxNotFound, IdentitySecretMissing, InvalidError),
)
async def update_inbox(inbox_id: UUID, body: InboxUpdate, actor: Writer, services: Services) -> InboxDetail:
    """Change the given fields. Sockets of a removed origin end when their tokens expire."""
    async with services.database.transaction(actor.tenant_id) as tx:
        inbox = await updating.update(
            tx,
            actor,
            InboxId(inbox_id),
            name=body.name,
            allowed_origins=body.allowed_origins,
            requires_identity=body.requires_identity,
            is_enabled=body.is_enabled,
            settings=body.settings.model_dump(mode="json", by_alias=True, exclude_unset=True),
        )
    return _detail(inbox, services)


@router.delete(
    "/{inbox_id}", status_code=204, summary="Remove an unused inbox", responses=refusals(InboxNotFound, InboxInUse)
)
async def delete_inbox(inbox_id: UUID, actor: Writer, services: Services) -> None:
    """Delete an inbox without conversations. One with conversations can only be disabled."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await deleting.delete(tx, actor, InboxId(inbox_id))


@router.post(
    "/{inbox_id}/identity-secret",
    summary="Set or rotate the identity secret",
    responses=refusals(InboxNotFound, IdentityKeyRefused),
)
async def rotate_identity_secret(
    inbox_id: UUID, body: IdentityKey, actor: Writer, services: Services
) -> IdentitySecretRead:
    """Set a public key, or create a shared secret, which only this response contains.

    The site's server signs a JWT with `sub` (its own id of the customer), `exp` (a day at most) and, where it likes,
    `name` and `email`, and gives it to the widget as `identityToken`.
    """
    async with services.database.transaction(actor.tenant_id) as tx:
        secret = await set_identity_secret(
            tx, actor, InboxId(inbox_id), seal=services.auth.seal, public_key=body.public_key
        )
    return IdentitySecretRead(secret=secret)


@router.delete(
    "/{inbox_id}/identity-secret",
    status_code=204,
    summary="Remove the identity secret",
    responses=refusals(InboxNotFound),
)
async def delete_identity_secret(inbox_id: UUID, actor: Writer, services: Services) -> None:
    """Remove the identity secret. Customers are anonymous again."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await remove_identity_secret(tx, actor, InboxId(inbox_id))


def _detail(inbox: Inbox, services: Services) -> InboxDetail:
    snippet = snippet_of(inbox, services.auth.settings.public_url)
    return InboxDetail.model_validate({**inbox_fields(inbox), "snippet": snippet})
