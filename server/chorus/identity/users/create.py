"""Add somebody who can log in."""

import asyncpg

from chorus.core.actor import Actor, Role
from chorus.core.clock import now
from chorus.core.ids import UserId, new_id
from chorus.identity.users.errors import EmailTaken
from chorus.identity.users.policy import require_can_give, require_can_manage_users
from chorus.identity.users.queries import find
from chorus.identity.users.table import User
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import UserCreated
from chorus.stores.postgres.database import Tx


async def create(
    tx: Tx,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str | None,
    languages: list[str],
) -> User:
    """Create a user. Without a password they can only log in with an external issuer.

    Raises:
        EmailTaken: If another user has the e-mail address.
    """
    require_can_manage_users(actor)
    require_can_give(actor, role)
    user_id = UserId(new_id())
    try:
        await tx.execute(
            "INSERT INTO users (id, tenant_id, email, name, role, password_hash, languages, declared_status)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            user_id,
            tx.tenant_id,
            email,
            name,
            role.value,
            password_hash,
            languages,
            # Who looks after others or the settings is offered nothing before they ask for it.
            "available" if role is Role.AGENT else "away",
        )
    except asyncpg.UniqueViolationError as error:
        raise EmailTaken from error
    tx.record_for_tenant(UserCreated(user_id=user_id, role=role.value, actor=by(actor), at=now()))
    return await find(tx, user_id)
