"""Every SELECT on customers."""

from uuid import UUID

from chorus.chat.customers.errors import CustomerNotFound
from chorus.chat.customers.table import Customer
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, CustomerId
from chorus.core.paging import Page, encode_cursor, time_and_id
from chorus.stores.postgres.database import Tx


async def find(tx: Tx, actor: Actor, customer_id: CustomerId) -> Customer:
    """Return a customer of the tenant. A customer finds only themselves.

    Raises:
        CustomerNotFound: If the customer does not exist or was erased.
    """
    found = await find_optional(tx, customer_id)
    if found is None or (actor.is_customer and actor.id != customer_id):
        raise CustomerNotFound
    return found


async def lock(tx: Tx, customer_id: CustomerId) -> Customer:
    """Return the tenant with its row locked until the transaction ends.

    Raises:
        CustomerNotFound: If the customer does not exist or was erased.
    """
    found = await _one(tx, customer_id, "FOR UPDATE")
    if found is None:
        raise CustomerNotFound
    return found


async def find_optional(tx: Tx, customer_id: CustomerId) -> Customer | None:
    """Return the customer, or None."""
    return await _one(tx, customer_id, "")


async def _one(tx: Tx, customer_id: CustomerId, suffix: str) -> Customer | None:
    return await tx.fetch_optional(
        Customer,
        f"SELECT {{columns}} FROM customers WHERE tenant_id = $1 AND id = $2 {suffix}",  # noqa: S608 - one of those above
        tx.tenant_id,
        customer_id,
    )


async def find_known(tx: Tx, external_id: str) -> Customer | None:
    """Return the customer with this id of the site."""
    return await tx.fetch_optional(
        Customer,
        "SELECT {columns} FROM customers WHERE tenant_id = $1 AND external_id = $2",
        tx.tenant_id,
        external_id,
    )


async def page(tx: Tx, actor: Actor, *, words: str | None, cursor: str | None, limit: int) -> Page[Customer]:
    """List customers, newest first, or those whose name, address or number contains the words or nearly does."""
    at, after = time_and_id(cursor)
    if words:
        ids = await matching(tx, words, before=(at, after), limit=limit + 1)
        rows = await tx.fetch(
            Customer,
            "SELECT {columns} FROM customers WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY created_at DESC, id DESC",
            actor.tenant_id,
            ids,
        )
    else:
        rows = await tx.fetch(
            Customer,
            "SELECT {columns} FROM customers WHERE tenant_id = $1"
            " AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3)) ORDER BY created_at DESC, id DESC LIMIT $4",
            actor.tenant_id,
            at,
            after,
            limit + 1,
        )
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(items[-1].created_at.isoformat(), str(items[-1].id)) if more else None)


async def matching(tx: Tx, words: str, *, before: tuple[object, UUID | None], limit: int) -> list[UUID]:
    """Find ids of customers by words, newest first, with the cross-tenant lookup that can use the index (migration
    0008).
    """
    rows = await tx.records("SELECT id FROM search_customers($1, $2, $3, $4)", words, *before, limit)
    return list(dict.fromkeys(row["id"] for row in rows))[:limit]  # it may name one twice


async def open_conversations(tx: Tx, customer_id: CustomerId) -> list[ConversationId]:
    """Return the customer's open conversations, locked in a fixed order."""
    rows = await tx.records(
        "SELECT id FROM conversations WHERE tenant_id = $1 AND customer_id = $2 AND status <> 'closed'"
        " ORDER BY id FOR UPDATE",
        tx.tenant_id,
        customer_id,
    )
    return [ConversationId(row["id"]) for row in rows]
