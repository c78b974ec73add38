"""Every SELECT on users."""

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from chorus.core.ids import ConversationId, UserId
from chorus.core.paging import PAGE_DEFAULT, Page
from chorus.identity.users.errors import UserNotFound
from chorus.identity.users.table import User
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.pages import page_by_text


async def find(tx: Tx, user_id: UserId) -> User:
    """Return the user."""
    return _found(await tx.first(_own(tx, user_id)))


async def lock(tx: Tx, user_id: UserId) -> User:
    """Return the user with the row locked until the transaction ends. Rows that refer to it may still be inserted."""
    return _found(await tx.first(_own(tx, user_id).with_for_update(key_share=True)))


def _own(tx: Tx, user_id: UserId) -> SelectOfScalar[User]:
    return select(User).where(User.tenant_id == tx.tenant_id, User.id == user_id)


def _found(user: User | None) -> User:
    if user is None:
        raise UserNotFound
    return user


async def page(tx: Tx, *, cursor: str | None = None, limit: int = PAGE_DEFAULT) -> Page[User]:
    """List users by name."""
    return await page_by_text(
        tx,
        select(User).where(User.tenant_id == tx.tenant_id),
        func.lower(col(User.name)),
        col(User.id),
        text_of=lambda user: user.name.lower(),
        cursor=cursor,
        limit=limit,
    )


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
