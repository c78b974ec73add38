"""Change one's own password. All other log-ins end."""

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.identity.logins import logins
from chorus.identity.users.errors import WrongPassword
from chorus.identity.users.policy import require_person
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import UserPasswordChanged
from chorus.stores.postgres.database import Tx


async def change_password(tx: Tx, actor: Actor, *, proven_hash: str, new_hash: str) -> None:
    """Change the password if `proven_hash`, the hash that the current password was checked against, is still stored.

    Raises:
        WrongPassword: If the current password is wrong.
    """
    require_person(actor)
    changed = await tx.execute(
        "UPDATE users SET password_hash = $4 WHERE tenant_id = $1 AND id = $2 AND password_hash = $3",
        tx.tenant_id,
        actor.user_id,
        proven_hash,
        new_hash,
    )
    if not changed:
        raise WrongPassword
    await logins.revoke_all(tx, actor.user_id, now(), but=actor.login_id)
    tx.record_for_tenant(UserPasswordChanged(user_id=actor.user_id, actor=by(actor), at=now()))
