"""Change a user. A new role or password ends their log-ins: what they may do changes everywhere within 5 s."""

from typing import Any

import asyncpg

from chorus.core.actor import Actor, Role
from chorus.core.clock import now
from chorus.core.ids import UserId
from chorus.identity.logins import logins
from chorus.identity.users.errors import EmailTaken, NotByServices
from chorus.identity.users.policy import require_another_admin, require_can_give, require_can_manage_users
from chorus.identity.users.queries import lock, lock_admins
from chorus.identity.users.table import User
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import UserUpdated
from chorus.stores.postgres.database import Tx


async def update(tx: Tx, actor: Actor, user_id: UserId, *, changes: dict[str, Any]) -> User:
    """Change columns of a user: name, email, role, languages, password_hash.

    Raises:
        NotByServices: If an API key grants the administrator role.
    """
    require_can_manage_users(actor)
    admins = await lock_admins(tx) if "role" in changes else []
    user = await lock(tx, user_id)
    if user.role is Role.ADMIN and not actor.is_at_least(Role.ADMIN):
        raise NotByServices
    role = changes.get("role", user.role)
    if role is not user.role:
        require_can_give(actor, role)
        require_another_admin(admins, user)
    if role is not user.role or "password_hash" in changes:
        await logins.revoke_all(tx, user_id, now(), but=_own_login(actor, user_id, changes))
    if not changes:
        return user
    fields = sorted("password" if name == "password_hash" else name for name in changes)
    tx.record_for_tenant(UserUpdated(user_id=user_id, fields=fields, role=Role(role).value, actor=by(actor), at=now()))
    return await _write(tx, user, changes)


def _own_login(actor: Actor, user_id: UserId, changes: dict[str, Any]) -> Any:
    # Who sets their own password stays logged in here; a role is in the token, so that log-in ends too.
    return actor.login_id if actor.id == user_id and "role" not in changes else None


async def _write(tx: Tx, user: User, changes: dict[str, Any]) -> User:
    password_hash = changes.pop("password_hash", None)
    try:
        if password_hash is not None:
            await tx.execute(
                "UPDATE users SET password_hash = $3 WHERE tenant_id = $1 AND id = $2",
                tx.tenant_id,
                user.id,
                password_hash,
            )
        return await tx.update(user, **changes) if changes else user
    except asyncpg.UniqueViolationError as error:
        raise EmailTaken from error
