"""Every SELECT on labels."""

from uuid import UUID

from chorus.chat.labels.errors import LabelNotFound
from chorus.chat.labels.table import Label
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.core.paging import Page, encode_cursor, text_and_id
from chorus.stores.postgres.database import Tx


async def find(tx: Tx, actor: Actor, label_id: UUID) -> Label:
    """Return the label, if it is the tenant's.

    Raises:
        LabelNotFound: If it does not exist.
    """
    found = await tx.fetch_optional(
        Label, "SELECT {columns} FROM labels WHERE tenant_id = $1 AND id = $2", actor.tenant_id, label_id
    )
    if found is None:
        raise LabelNotFound
    return found


async def page(tx: Tx, actor: Actor, *, cursor: str | None, limit: int) -> Page[Label]:
    """List labels by name."""
    name, after = text_and_id(cursor)
    rows = await tx.fetch(
        Label,
        "SELECT {columns} FROM labels WHERE tenant_id = $1"
        " AND ($2::text IS NULL OR (name, id) > ($2, $3)) ORDER BY name, id LIMIT $4",
        actor.tenant_id,
        name,
        after,
        limit + 1,
    )
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(items[-1].name, str(items[-1].id)) if more else None)


async def labelled_with(tx: Tx, name: str, *, limit: int) -> list[ConversationId]:
    """Return some conversations that have the label."""
    rows = await tx.records(
        "SELECT id FROM conversations WHERE tenant_id = $1 AND $2 = ANY (labels) ORDER BY id LIMIT $3",
        tx.tenant_id,
        name,
        limit,
    )
    return [ConversationId(row["id"]) for row in rows]
