"""Exchange a refresh token for the next one and a new access token."""

from dataclasses import dataclass
from datetime import timedelta

from chorus.identity.errors import RefreshRefused
from chorus.identity.logins import logins
from chorus.identity.logins.login import LoginTools, actor_of
from chorus.identity.logins.refresh_tokens import RefreshToken
from chorus.identity.table import LOGIN_USER, Login, LoginUser
from chorus.identity.tokens.tokens import Signed
from chorus.stores.postgres.database import Database, Tx

# Two tabs at once, or an answer that was lost: the same successor is handed out again, never a second one.
GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The two tokens that count from now on."""

    access: Signed
    refresh_token: str


async def refresh(database: Database, tools: LoginTools, text: str) -> Refreshed:
    """Rotate a refresh token. Reusing an old token revokes the log-in.

    Raises:
        RefreshRefused: If the refresh token is not valid or was reused.
    """
    token = tools.refresh_tokens.read(text)
    async with database.transaction(token.tenant_id) as tx:
        refreshed = await _exchange(tx, tools, token)
    # Raised out here, so that the revocation is committed.
    if refreshed is None:
        raise RefreshRefused
    return refreshed


async def _exchange(tx: Tx, tools: LoginTools, token: RefreshToken) -> Refreshed | None:
    login = await tx.fetch_optional(
        Login,
        "SELECT {columns} FROM logins WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        tx.tenant_id,
        token.login_id,
    )
    now = tools.clock.now()
    if login is None or login.revoked_at is not None or login.expires_at <= now:
        return None
    user = await _enabled_user(tx, login)
    successor = await _successor(tx, tools, token, login)
    if successor is None:
        await logins.revoke(tx, login.id, now)
    if successor is None or user is None:
        return None
    return Refreshed(tools.tokens.sign(actor_of(user, login.id)), successor.text)


async def _successor(tx: Tx, tools: LoginTools, token: RefreshToken, login: Login) -> RefreshToken | None:
    now = tools.clock.now()
    if token.hash == login.refresh_hash:
        successor = tools.refresh_tokens.next(token)
        await tx.update(
            login,
            refresh_hash=successor.hash,
            previous_hash=token.hash,
            rotated_at=now,
            expires_at=min(login.created_at + tools.settings.login_lifetime, now + tools.settings.login_idle),
        )
        return successor
    is_recent = login.rotated_at is not None and now - login.rotated_at <= GRACE
    if token.hash == login.previous_hash and is_recent:
        return tools.refresh_tokens.next_with(token, login.refresh_hash)
    return None


async def _enabled_user(tx: Tx, login: Login) -> LoginUser | None:
    rows = await tx.records(
        f"SELECT {LOGIN_USER} FROM users WHERE tenant_id = $1 AND id = $2"  # noqa: S608 - names of a class
        " AND disabled_at IS NULL AND NOT (SELECT is_disabled FROM tenants WHERE id = $1)",
        tx.tenant_id,
        login.user_id,
    )
    return LoginUser(**rows[0]) if rows else None
