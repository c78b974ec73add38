"""Say whether one wants conversations now."""

from chorus.core.actor import Actor
from chorus.identity.users.errors import UserNotFound
from chorus.identity.users.policy import require_person
from chorus.identity.users.table import DeclaredStatus
from chorus.stores.postgres.database import Tx


async def set_status(tx: Tx, actor: Actor, status: str) -> DeclaredStatus:
    """Store the user's status, which survives log-outs. The caller publishes it.

    Raises:
        UserNotFound: If it does not exist.
    """
    require_person(actor)
    declared = DeclaredStatus(status)
    changed = await tx.execute(
        "UPDATE users SET declared_status = $3 WHERE tenant_id = $1 AND id = $2",
        tx.tenant_id,
        actor.user_id,
        declared.value,
    )
    if not changed:
        raise UserNotFound
    return declared
