"""Every SELECT on inboxes."""

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from chorus.chat.inboxes.errors import InboxNotFound
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import Actor
from chorus.core.ids import InboxId, TenantId
from chorus.core.paging import Page
from chorus.stores.postgres.database import Database, Tx
from chorus.stores.postgres.pages import page_by_text


async def find(tx: Tx, actor: Actor, inbox_id: InboxId) -> Inbox:
    """Return the inbox, if it is the tenant's."""
    return _found(await tx.first(_own(actor.tenant_id, inbox_id)))


async def lock(tx: Tx, actor: Actor, inbox_id: InboxId) -> Inbox:
    """Return the tenant with its row locked until the transaction ends."""
    return _found(await tx.first(_own(actor.tenant_id, inbox_id).with_for_update()))


async def find_open(tx: Tx, inbox_id: InboxId) -> Inbox:
    """Return an inbox that customers may use.

    Raises:
        InboxNotFound: If it does not exist or is disabled.
    """
    inbox = _found(await tx.first(_own(tx.tenant_id, inbox_id)))
    if not inbox.is_enabled or inbox.channel != "web":
        raise InboxNotFound
    return inbox


def _own(tenant_id: TenantId, inbox_id: InboxId) -> SelectOfScalar[Inbox]:
    return select(Inbox).where(Inbox.tenant_id == tenant_id, Inbox.id == inbox_id)


def _found(inbox: Inbox | None) -> Inbox:
    if inbox is None:
        raise InboxNotFound
    return inbox


async def tenant_of(database: Database, inbox_id: InboxId) -> TenantId:
    """Return the tenant of an inbox for callers without a token.

    Raises:
        InboxNotFound: If it does not exist or is disabled.
    """
    found = await database.unscoped("SELECT lookup_tenant_of_inbox($1)", inbox_id)
    if found[0][0] is None:
        raise InboxNotFound
    return TenantId(found[0][0])


async def page(tx: Tx, actor: Actor, *, cursor: str | None, limit: int) -> Page[Inbox]:
    """List inboxes by name."""
    return await page_by_text(
        tx,
        select(Inbox).where(Inbox.tenant_id == actor.tenant_id),
        col(Inbox.name),
        col(Inbox.id),
        text_of=lambda inbox: inbox.name,
        cursor=cursor,
        limit=limit,
    )


async def is_used(tx: Tx, inbox_id: InboxId) -> bool:
    """Return whether any conversation uses the inbox."""
    return bool(
        await tx.value(
            "SELECT EXISTS (SELECT FROM conversations WHERE tenant_id = $1 AND inbox_id = $2)", tx.tenant_id, inbox_id
        )
    )
