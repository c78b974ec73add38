"""Every SELECT on inboxes."""

from chorus.chat.inboxes.errors import InboxNotFound
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import Actor
from chorus.core.ids import InboxId, TenantId
from chorus.core.paging import Page, encode_cursor, text_and_id
from chorus.stores.postgres.database import Database, Tx


async def find(tx: Tx, actor: Actor, inbox_id: InboxId) -> Inbox:
    """Return the inbox, if it is the tenant's."""
    return await _one(tx, actor.tenant_id, inbox_id, "")


async def lock(tx: Tx, actor: Actor, inbox_id: InboxId) -> Inbox:
    """Return the tenant with its row locked until the transaction ends."""
    return await _one(tx, actor.tenant_id, inbox_id, "FOR UPDATE")


async def find_open(tx: Tx, inbox_id: InboxId) -> Inbox:
    """Return an inbox that customers may use.

    Raises:
        InboxNotFound: If it does not exist or is disabled.
    """
    inbox = await _one(tx, tx.tenant_id, inbox_id, "")
    if not inbox.is_enabled or inbox.channel != "web":
        raise InboxNotFound
    return inbox


async def _one(tx: Tx, tenant_id: TenantId, inbox_id: InboxId, suffix: str) -> Inbox:
    found = await tx.fetch_optional(
        Inbox,
        f"SELECT {{columns}} FROM inboxes WHERE tenant_id = $1 AND id = $2 {suffix}",  # noqa: S608 - one of those above
        tenant_id,
        inbox_id,
    )
    if found is None:
        raise InboxNotFound
    return found


async def tenant_of(database: Database, inbox_id: InboxId) -> TenantId:
    """Return the tenant of an inbox for callers without a token.

    Raises:
        InboxNotFound: If it does not exist or is disabled.
    """
    found = await database.door("SELECT door_tenant_of_inbox($1)", inbox_id)
    if found[0][0] is None:
        raise InboxNotFound
    return TenantId(found[0][0])


async def page(tx: Tx, actor: Actor, *, cursor: str | None, limit: int) -> Page[Inbox]:
    """List inboxes by name."""
    name, after = text_and_id(cursor)
    rows = await tx.fetch(
        Inbox,
        "SELECT {columns} FROM inboxes WHERE tenant_id = $1"
        " AND ($2::text IS NULL OR (name, id) > ($2, $3)) ORDER BY name, id LIMIT $4",
        actor.tenant_id,
        name,
        after,
        limit + 1,
    )
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(items[-1].name, str(items[-1].id)) if more else None)


async def is_used(tx: Tx, inbox_id: InboxId) -> bool:
    """Return whether any conversation uses the inbox."""
    return bool(
        await tx.value(
            "SELECT EXISTS (SELECT FROM conversations WHERE tenant_id = $1 AND inbox_id = $2)", tx.tenant_id, inbox_id
        )
    )
