"""Let somebody in again."""

from chorus.core.actor import Actor, Role
from chorus.core.clock import now
from chorus.core.ids import UserId
from chorus.identity.users.errors import NotByServices
from chorus.identity.users.policy import require_can_manage_users
from chorus.identity.users.queries import lock
from chorus.identity.users.table import User
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import UserEnabled
from chorus.stores.postgres.database import Tx


async def enable(tx: Tx, actor: Actor, user_id: UserId) -> User:
    """Enable a user. Their old log-ins stay revoked.

    Raises:
        NotByServices: If an API key grants the administrator role.
    """
    require_can_manage_users(actor)
    user = await lock(tx, user_id)
    if user.role is Role.ADMIN and not actor.is_at_least(Role.ADMIN):
        raise NotByServices
    if not user.is_disabled:
        return user
    tx.record_for_tenant(UserEnabled(user_id=user_id, actor=by(actor), at=now()))
    return await tx.update(user, disabled_at=None)
