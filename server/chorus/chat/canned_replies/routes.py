"""Canned replies over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.chat.canned_replies import create as creating
from chorus.chat.canned_replies import delete as deleting
from chorus.chat.canned_replies import update as updating
from chorus.chat.canned_replies.errors import CannedReplyNotFound, ShortcutTaken
from chorus.chat.canned_replies.queries import find, page
from chorus.chat.canned_replies.schemas import (
    CannedReplyCreate,
    CannedReplyPage,
    CannedReplyRead,
    CannedReplyUpdate,
)
from chorus.chat.canned_replies.table import CannedReply
from chorus.core.actor import Actor
from chorus.core.paging import PAGE_MAX, BadCursor
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/canned-replies", tags=["canned replies"])

Reader = Annotated[Actor, Depends(require("conversations:read"))]
Writer = Annotated[Actor, Depends(require("replies:write"))]


@router.get("", summary="List canned replies", responses=refusals(BadCursor))
async def list_canned_replies(
    actor: Reader,
    services: Services,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX,
) -> CannedReplyPage:
    """List canned replies by shortcut."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, cursor=cursor, limit=limit)
    return CannedReplyPage(items=[_read(reply) for reply in found.items], next_cursor=found.next_cursor)


@router.post("", status_code=201, summary="Add a canned reply", responses=refusals(ShortcutTaken))
async def create_canned_reply(body: CannedReplyCreate, actor: Writer, services: Services) -> CannedReplyRead:
    """Create a canned reply for all users of the tenant."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _read(await creating.create(tx, actor, shortcut=body.shortcut, content=body.content))


@router.get("/{reply_id}", summary="A canned reply", responses=refusals(CannedReplyNotFound))
async def read_canned_reply(reply_id: UUID, actor: Reader, services: Services) -> CannedReplyRead:
    """Return a canned reply."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _read(await find(tx, actor, reply_id))


@router.patch("/{reply_id}", summary="Change a canned reply", responses=refusals(CannedReplyNotFound, ShortcutTaken))
async def update_canned_reply(
    reply_id: UUID, body: CannedReplyUpdate, actor: Writer, services: Services
) -> CannedReplyRead:
    """Change the given fields."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _read(await updating.update(tx, actor, reply_id, shortcut=body.shortcut, content=body.content))


@router.delete("/{reply_id}", status_code=204, summary="Remove a canned reply", responses=refusals(CannedReplyNotFound))
async def delete_canned_reply(reply_id: UUID, actor: Writer, services: Services) -> None:
    """Delete a canned reply. Messages that used it are unaffected."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await deleting.delete(tx, actor, reply_id)


def _read(reply: CannedReply) -> CannedReplyRead:
    return CannedReplyRead(id=reply.id, shortcut=reply.shortcut, content=reply.content, updated_at=reply.updated_at)
