"""Every SELECT on users."""

from chorus.core.ids import ConversationId, UserId
from chorus.core.paging import PAGE_DEFAULT, Page, encode_cursor, text_and_id
from chorus.identity.users.errors import UserNotFound
from chorus.identity.users.table import User
from chorus.stores.postgres.database import Tx


async def find(tx: Tx, user_id: UserId) -> User:
    """Return the user."""
    return await _one(tx, user_id, "")


async def lock(tx: Tx, user_id: UserId) -> User:
    """Return the user with the row locked until the transaction ends. Rows that refer to it may still be inserted."""
    return await _one(tx, user_id, "FOR NO KEY UPDATE")


async def _one(tx: Tx, user_id: UserId, suffix: str) -> User:
    user = await tx.fetch_optional(
        User,
        f"SELECT {{columns}} FROM users WHERE tenant_id = $1 AND id = $2 {suffix}",  # noqa: S608 - suffix is ours
        tx.tenant_id,
        user_id,
    )
    if user is None:
        raise UserNotFound
    return user


async def page(tx: Tx, *, cursor: str | None = None, limit: int = PAGE_DEFAULT) -> Page[User]:
    """List users by name."""
    name, user_id = text_and_id(cursor)
    rows = await tx.fetch(
        User,
        "SELECT {columns} FROM users WHERE tenant_id = $1"
        " AND ($2::text IS NULL OR (lower(name), id) > ($2, $3::uuid))"
        " ORDER BY lower(name), id LIMIT $4",
        tx.tenant_id,
        name,
        user_id,
        limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], encode_cursor(last.name.lower(), str(last.id)) if last else None)


async def lock_admins(tx: Tx) -> list[UserId]:
    """Return the administrators who can log in, locked in a fixed order and before any single user, so that two cannot
    remove each other or deadlock.
    """
    rows = await tx.records(
        "SELECT id FROM users WHERE tenant_id = $1 AND role = 'admin' AND disabled_at IS NULL"
        " ORDER BY id FOR NO KEY UPDATE",
        tx.tenant_id,
    )
    return [UserId(row["id"]) for row in rows]


async def assigned_to(tx: Tx, user_id: UserId) -> list[ConversationId]:
    """Return the ids of the open conversations that the user has."""
    rows = await tx.records(
        "SELECT id FROM conversations WHERE tenant_id = $1 AND assignee_id = $2 AND status = 'active' ORDER BY id",
        tx.tenant_id,
        user_id,
    )
    return [ConversationId(row["id"]) for row in rows]


async def password_hash_of(tx: Tx, user_id: UserId) -> str | None:
    """Return the stored hash; None if an external issuer authenticates the user."""
    found: str | None = await tx.value(
        "SELECT password_hash FROM users WHERE tenant_id = $1 AND id = $2", tx.tenant_id, user_id
    )
    return found


async def tenant_name(tx: Tx) -> str:
    """Return the name of the tenant."""
    return str(await tx.value("SELECT name FROM tenants WHERE id = $1", tx.tenant_id))
