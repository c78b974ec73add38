"""Take somebody's access away. Their conversations go back to the queue; their sockets close within 5 s."""

from dataclasses import replace

from chorus.core.actor import Actor, Role
from chorus.core.clock import now
from chorus.core.ids import UserId
from chorus.identity.logins import logins
from chorus.identity.users.errors import NotByServices
from chorus.identity.users.policy import require_another_admin, require_can_manage_users
from chorus.identity.users.queries import assigned_to, lock, lock_admins
from chorus.identity.users.table import User
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import UserDisabled
from chorus.routing.assignments.requeue import requeue
from chorus.stores.postgres.database import Tx


async def disable(tx: Tx, actor: Actor, user_id: UserId) -> User:
    """Disable a user. Idempotent; nothing is deleted.

    Raises:
        NotByServices: If an API key grants the administrator role.
    """
    require_can_manage_users(actor)
    admins = await lock_admins(tx)
    user = await lock(tx, user_id)
    if user.is_disabled:
        return user
    if user.role is Role.ADMIN and not actor.is_at_least(Role.ADMIN):
        raise NotByServices
    require_another_admin(admins, user)
    moment = now()
    disabled = await tx.update(user, disabled_at=moment)
    await logins.revoke_all(tx, user_id, moment)
    # Whoever may disable an agent may free their conversations: the queue asks for a supervisor, which a key is not.
    freeing = replace(actor, role=actor.role or Role.SUPERVISOR)
    for conversation_id in await assigned_to(tx, user_id):
        await requeue(tx, freeing, conversation_id)
    tx.record_for_tenant(UserDisabled(user_id=user_id, actor=by(actor), at=moment))
    return disabled
