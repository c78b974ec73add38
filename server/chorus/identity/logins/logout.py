"""End a log-in. Its sockets close within 5 s, when their gateway asks."""

from uuid import UUID

from chorus.core.actor import Actor
from chorus.identity.errors import RefreshRefused
from chorus.identity.logins import logins
from chorus.identity.logins.login import LoginTools
from chorus.stores.postgres.database import Database


async def log_out(
    database: Database, tools: LoginTools, *, actor: Actor | None = None, refresh_token: str | None = None
) -> UUID | None:
    """Revoke the log-in of a token or of any refresh token it ever had. Return its id. Idempotent."""
    tenant_id, login_id = (actor.tenant_id, actor.login_id) if actor else (None, None)
    if login_id is None and refresh_token:
        try:
            token = tools.refresh_tokens.read(refresh_token)
        except RefreshRefused:
            return None
        tenant_id, login_id = token.tenant_id, token.login_id
    if tenant_id is None or login_id is None:
        return None
    async with database.transaction(tenant_id) as tx:
        await logins.revoke(tx, login_id, tools.clock.now())
    return login_id
