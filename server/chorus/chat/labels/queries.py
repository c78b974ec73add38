"""Every SELECT on labels."""

from uuid import UUID

from sqlmodel import col, select

from chorus.chat.labels.errors import LabelNotFound
from chorus.chat.labels.table import Label
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.core.paging import Page
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.pages import page_by_text


async def find(tx: Tx, actor: Actor, label_id: UUID) -> Label:
    """Return the label, if it is the tenant's.

    Raises:
        LabelNotFound: If it does not exist.
    """
    found = await tx.first(select(Label).where(Label.tenant_id == actor.tenant_id, Label.id == label_id))
    if found is None:
        raise LabelNotFound
    return found


async def page(tx: Tx, actor: Actor, *, cursor: str | None, limit: int) -> Page[Label]:
    """List labels by name."""
    return await page_by_text(
        tx,
        select(Label).where(Label.tenant_id == actor.tenant_id),
        col(Label.name),
        col(Label.id),
        text_of=lambda label: label.name,
        cursor=cursor,
        limit=limit,
    )


async def labelled_with(tx: Tx, name: str, *, limit: int) -> list[ConversationId]:
    """Return some conversations that have the label."""
    rows = await tx.records(
        "SELECT id FROM conversations WHERE tenant_id = $1 AND $2 = ANY (labels) ORDER BY id LIMIT $3",
        tx.tenant_id,
        name,
        limit,
    )
    return [ConversationId(row["id"]) for row in rows]
