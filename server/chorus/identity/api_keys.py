"""API keys of services: made once, shown once, stored as a hash."""

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from chorus.core.actor import Actor, ActorKind
from chorus.core.ids import TenantId, new_id
from chorus.identity.errors import ApiKeyNotFound, ScopeUnknown, TokenRefused, TooManyApiKeys
from chorus.identity.scopes import OF_KEYS
from chorus.identity.table import ApiKey
from chorus.identity.tokens.sealing import sha256
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import ApiKeyIssued, ApiKeyRevoked
from chorus.stores.postgres.database import Database, Tx

PREFIX = "chk_"
KEY_MAX = 200
KEYS_PER_TENANT = 100
# `last_used_at` tells which key is still in use; a write for each request would tell no more.
USE_NOTED_EVERY = timedelta(minutes=5)
# Revocation shows within this time.
REMEMBERED_SECONDS, REMEMBERED_MAX = 2.0, 5_000


async def tenant_of(database: Database, key_id: UUID) -> TenantId | None:
    """Whose key it is; None where it is revoked or there is none (cross-tenant lookup)."""
    tenant_id: TenantId | None = (await database.unscoped("SELECT lookup_tenant_of_api_key($1)", key_id))[0][0]
    return tenant_id


async def create(tx: Tx, actor: Actor, *, name: str, scopes: Iterable[str], at: datetime) -> tuple[ApiKey, str]:
    """Create a key. Return it with its text, which cannot be shown again.

    Raises:
        ScopeUnknown: If a scope does not exist or cannot be granted to an API key.
    """
    wanted = sorted(set(scopes))
    if not wanted or not OF_KEYS.issuperset(wanted) or not actor.scopes.issuperset(wanted):
        raise ScopeUnknown(scopes=sorted(set(wanted) - OF_KEYS))
    await _require_few(tx)
    secret = secrets.token_urlsafe(32)
    key = await tx.insert(
        ApiKey(
            id=new_id(),
            tenant_id=tx.tenant_id,
            name=name,
            secret_hash=sha256(secret),
            scopes=wanted,
            created_by=actor.id,
            created_at=at,
            last_used_at=None,
            revoked_at=None,
        )
    )
    tx.record_for_tenant(ApiKeyIssued(api_key_id=key.id, name=name, scopes=wanted, actor=by(actor), at=at))
    return key, f"{PREFIX}{key.id.hex}_{secret}"


async def _require_few(tx: Tx) -> None:
    # One at a time: two who count at once would both find room for the last key.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"api_keys {tx.tenant_id}")
    count = await tx.value("SELECT count(*) FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL", tx.tenant_id)
    if count >= KEYS_PER_TENANT:
        raise TooManyApiKeys(maxKeys=KEYS_PER_TENANT)


async def listed(tx: Tx) -> list[ApiKey]:
    """Return all valid keys, newest first. Their number is bounded, so there are no pages."""
    held = select(ApiKey).where(ApiKey.tenant_id == tx.tenant_id, col(ApiKey.revoked_at).is_(None))
    return await tx.all(held.order_by(col(ApiKey.id).desc()))


async def revoke(tx: Tx, actor: Actor, key_id: UUID, at: datetime) -> None:
    """Revoke a key together with its tokens and sockets.

    Raises:
        ApiKeyNotFound: If it does not exist.
    """
    changed = await tx.execute(
        "UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL",
        tx.tenant_id,
        key_id,
        at,
    )
    if not changed:
        raise ApiKeyNotFound
    tx.record_for_tenant(ApiKeyRevoked(api_key_id=key_id, actor=by(actor), at=at))


def split(text: str) -> tuple[UUID, str]:
    """Return the id and the secret of a key's text.

    Raises:
        TokenRefused: If the token is not valid.
    """
    key_id, _, secret = text.removeprefix(PREFIX).partition("_")
    if not text.startswith(PREFIX) or len(text) > KEY_MAX or not secret:
        raise TokenRefused
    try:
        return UUID(hex=key_id), secret
    except ValueError as error:
        raise TokenRefused from error


class ApiKeys:
    """Proves keys, each against PostgreSQL at most every 2 s."""

    def __init__(self, database: Database, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._monotonic = monotonic
        self._known: OrderedDict[bytes, tuple[Actor, float]] = OrderedDict()

    async def verify(self, text: str) -> Actor:
        """Return the service of a key's text; raises `TokenRefused`."""
        digest = sha256(text[: KEY_MAX + 1])
        actor, until = self._known.get(digest, (None, 0.0))
        if actor is not None and until > self._monotonic():
            return actor
        actor = await self.prove(*split(text))
        self._known[digest] = (actor, self._monotonic() + REMEMBERED_SECONDS)
        self._known.move_to_end(digest)
        if len(self._known) > REMEMBERED_MAX:
            self._known.popitem(last=False)
        return actor

    async def prove(self, key_id: UUID, secret: str) -> Actor:
        """Return the service if id and secret match and the key is valid.

        Raises:
            TokenRefused: If the token is not valid.
        """
        tenant_id = await tenant_of(self._database, key_id)
        if tenant_id is None:
            raise TokenRefused
        async with self._database.transaction(tenant_id) as tx:
            key = await tx.fetch_optional(
                ApiKey, "SELECT {columns} FROM api_keys WHERE tenant_id = $1 AND id = $2", tx.tenant_id, key_id
            )
            if key is None or key.revoked_at or not hmac.compare_digest(key.secret_hash, sha256(secret)):
                raise TokenRefused
            await tx.execute(
                "UPDATE api_keys SET last_used_at = now() WHERE tenant_id = $1 AND id = $2"
                " AND (last_used_at IS NULL OR last_used_at < now() - $3::interval)",
                tx.tenant_id,
                key_id,
                USE_NOTED_EVERY,
            )
        return actor_of(key)


def actor_of(key: ApiKey) -> Actor:
    """Return the service of a key: an actor without a role, limited to the key's scopes."""
    scopes = OF_KEYS.intersection(key.scopes)
    return Actor(ActorKind.AGENT, key.tenant_id, key.id, scopes=scopes, login_id=key.id, name=key.name)
