"""Log in with e-mail and password."""

from dataclasses import dataclass
from uuid import UUID

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import Clock
from chorus.core.errors import NotFoundError
from chorus.core.ids import TenantId, UserId, new_id
from chorus.identity.errors import BadCredentials, TenantRequired
from chorus.identity.logins import logins
from chorus.identity.logins.passwords import Passwords
from chorus.identity.logins.refresh_tokens import RefreshTokens
from chorus.identity.scopes import OF_ROLE
from chorus.identity.settings import AuthSettings
from chorus.identity.table import LOGIN_USER, Login, LoginUser
from chorus.identity.tokens.tokens import Signed, Tokens
from chorus.stores.postgres.database import Database, Tx

# One address in more tenants than this has to say which: each candidate costs a hash.
CANDIDATES_MAX = 5


@dataclass(frozen=True, slots=True)
class LoginTools:
    """Dependencies of logging in and refreshing."""

    settings: AuthSettings
    clock: Clock
    tokens: Tokens
    passwords: Passwords
    refresh_tokens: RefreshTokens


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The user and the two tokens."""

    user: LoginUser
    tenant_name: str
    access: Signed
    refresh_token: str


@dataclass(frozen=True, slots=True)
class UserPlace:
    """A user with some address, and their tenant."""

    tenant_id: TenantId
    user_id: UserId
    tenant_slug: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    user: LoginUser
    tenant_slug: str


async def users_by_email(database: Database, email: str) -> list[UserPlace]:
    """Who may log in with this address, in every tenant (cross-tenant lookup)."""
    rows = await database.unscoped("SELECT tenant_id, user_id, tenant_slug FROM lookup_users_by_email($1)", email)
    return [UserPlace(*row) for row in rows]


async def log_in(
    database: Database, tools: LoginTools, *, email: str, password: str, tenant: str | None = None
) -> LoggedIn:
    """Log in.

    Raises:
        BadCredentials: If e-mail or password is wrong, or the user is disabled.
        TenantRequired: If the e-mail belongs to several tenants.
    """
    candidates = await _candidates(database, email.strip().lower(), tenant)
    fitting = [found for found in candidates if await tools.passwords.matches(password, found.user.password_hash)]
    if not candidates:
        await tools.passwords.matches(password, None)
    if not fitting:
        raise BadCredentials
    if len(fitting) > 1:
        raise TenantRequired(tenants=sorted(found.tenant_slug for found in fitting))
    return await _begin(database, tools, fitting[0].user, password)


async def _candidates(database: Database, email: str, tenant: str | None) -> list[_Candidate]:
    places = [place for place in await users_by_email(database, email) if tenant in {None, place.tenant_slug}]
    found = []
    for place in places[:CANDIDATES_MAX]:
        async with database.transaction(place.tenant_id) as tx:
            found.append(_Candidate(await _user(tx, place.user_id), place.tenant_slug))
    return found


async def _user(tx: Tx, user_id: UUID) -> LoginUser:
    rows = await tx.records(
        f"SELECT {LOGIN_USER} FROM users WHERE tenant_id = $1 AND id = $2",  # noqa: S608 - names of a class
        tx.tenant_id,
        user_id,
    )
    if not rows:
        raise NotFoundError
    return LoginUser(**rows[0])


async def _begin(database: Database, tools: LoginTools, user: LoginUser, password: str) -> LoggedIn:
    is_outdated = tools.passwords.is_outdated(user.password_hash or "")
    new_hash = await tools.passwords.hash(password) if is_outdated else user.password_hash
    async with database.transaction(user.tenant_id) as tx:
        # Again and with a lock: between the check and now the password may have changed, which ended all log-ins.
        still = await tx.value(
            "SELECT true FROM users WHERE tenant_id = $1 AND id = $2 AND password_hash = $3 AND disabled_at IS NULL"
            " FOR NO KEY UPDATE",
            tx.tenant_id,
            user.id,
            user.password_hash,
        )
        if not still:
            raise BadCredentials
        if is_outdated:
            await tx.execute(
                "UPDATE users SET password_hash = $3 WHERE tenant_id = $1 AND id = $2", tx.tenant_id, user.id, new_hash
            )
        return await begin_login(tx, tools, user)


async def begin_login(tx: Tx, tools: LoginTools, user: LoginUser) -> LoggedIn:
    """Start a log-in for an authenticated user."""
    now = tools.clock.now()
    await logins.forget_ended(tx, user.id, now)
    refresh = tools.refresh_tokens.first(user.tenant_id, new_id())
    await tx.insert(
        Login(
            id=refresh.login_id,
            tenant_id=user.tenant_id,
            user_id=user.id,
            refresh_hash=refresh.hash,
            previous_hash=None,
            rotated_at=None,
            created_at=now,
            expires_at=now + tools.settings.login_idle,
            revoked_at=None,
        )
    )
    tenant_name = await tx.value("SELECT name FROM tenants WHERE id = $1", tx.tenant_id)
    return LoggedIn(user, tenant_name, tools.tokens.sign(actor_of(user, refresh.login_id)), refresh.text)


def actor_of(user: LoginUser, login_id: UUID) -> Actor:
    """Return the actor of a user."""
    role = Role(user.role)
    return Actor(ActorKind.AGENT, user.tenant_id, user.id, role, OF_ROLE[role], login_id, user.name)
