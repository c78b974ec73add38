"""The definitions of labels over HTTP; a conversation's own are set with the conversation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.chat.labels import create as creating
from chorus.chat.labels import delete as deleting
from chorus.chat.labels import update as updating
from chorus.chat.labels.errors import LabelNameTaken, LabelNotFound
from chorus.chat.labels.queries import find, page
from chorus.chat.labels.schemas import LabelCreate, LabelPage, LabelRead, LabelUpdate
from chorus.chat.labels.table import Label
from chorus.core.actor import Actor
from chorus.core.paging import PAGE_MAX, BadCursor
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/labels", tags=["labels"])

Reader = Annotated[Actor, Depends(require("conversations:read"))]
Writer = Annotated[Actor, Depends(require("replies:write"))]


@router.get("", summary="List labels", responses=refusals(BadCursor))
async def list_labels(
    actor: Reader,
    services: Services,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX,
) -> LabelPage:
    """List labels by name."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, cursor=cursor, limit=limit)
    return LabelPage(items=[_read(label) for label in found.items], next_cursor=found.next_cursor)


@router.post("", status_code=201, summary="Define a label", responses=refusals(LabelNameTaken))
async def create_label(body: LabelCreate, actor: Writer, services: Services) -> LabelRead:
    """Create a label for conversations."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _read(await creating.create(tx, actor, name=body.name, color=body.color))


@router.get("/{label_id}", summary="A label", responses=refusals(LabelNotFound))
async def read_label(label_id: UUID, actor: Reader, services: Services) -> LabelRead:
    """Return a label."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _read(await find(tx, actor, label_id))


@router.patch("/{label_id}", summary="Change the colour of a label", responses=refusals(LabelNotFound))
async def update_label(label_id: UUID, body: LabelUpdate, actor: Writer, services: Services) -> LabelRead:
    """Change a label. Its name is fixed, because conversations refer to it."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return _read(await updating.update(tx, actor, label_id, color=body.color))


@router.delete("/{label_id}", status_code=204, summary="Remove a label", responses=refusals(LabelNotFound))
async def delete_label(label_id: UUID, actor: Writer, services: Services) -> None:
    """Delete a label and remove it from all conversations shortly after."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await deleting.delete(tx, actor, label_id)


def _read(label: Label) -> LabelRead:
    return LabelRead(id=label.id, name=label.name, color=label.color)
