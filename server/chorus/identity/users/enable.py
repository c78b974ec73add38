"""Let somebody in again."""

from chorus.core.actor import Actor, Role
from chorus.core.ids import UserId
from chorus.identity.users.errors import NotByServices
from chorus.identity.users.policy import require_can_manage_users
from chorus.identity.users.queries import lock
from chorus.identity.users.table import User
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
    return await tx.update(user, disabled_at=None) if user.is_disabled else user
