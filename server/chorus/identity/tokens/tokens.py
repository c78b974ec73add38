"""Access tokens: an actor signed for 15 minutes. The gateway needs this module and the public keys, nothing else."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import Clock
from chorus.core.ids import ConversationId, TenantId
from chorus.identity.errors import TokenRefused
from chorus.identity.scopes import OF_CUSTOMER, OF_KEYS, OF_ROLE
from chorus.identity.tokens import jwt
from chorus.identity.tokens.keys import SigningKeys

ACCESS_LIFETIME_MAX = timedelta(minutes=15)
CACHE_LIFETIME_MAX = timedelta(minutes=5)
CACHE_SIZE = 20_000
NAME_MAX = 100

FOR_USERS = jwt.Purpose("at+jwt", "chorus-api", ACCESS_LIFETIME_MAX)
FOR_CUSTOMERS = jwt.Purpose("at+jwt", "chorus-widget", ACCESS_LIFETIME_MAX)


@dataclass(frozen=True, slots=True)
class Signed:
    """A token, and for how long it is good."""

    token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Verified:
    """The actor of a token, and its expiry."""

    actor: Actor
    expires_at: datetime


class Outside(Protocol):
    """Issuers other than us (`auth.issuers`)."""

    def knows(self, issuer: str) -> bool:
        """Return whether this issuer's tokens are accepted."""
        ...

    async def verify(self, token: str) -> Verified:
        """Verify an external token; raises `TokenRefused` or `TokenExpired`."""
        ...


class Tokens:
    """Signs and verifies. Users and customers have keys of their own, so that one kind can never pass for the other."""

    def __init__(
        self,
        *,
        users: SigningKeys,
        customers: SigningKeys,
        issuer: str,
        clock: Clock,
        outside: Outside | None = None,
        lifetime: timedelta = ACCESS_LIFETIME_MAX,
        cache_lifetime: timedelta = CACHE_LIFETIME_MAX,
        cache_size: int = CACHE_SIZE,
    ) -> None:
        self.users = users
        self.customers = customers
        self.issuer = issuer
        self.clock = clock
        self._outside = outside
        self._cache: OrderedDict[bytes, Verified] = OrderedDict()
        self._cached_until: dict[bytes, datetime] = {}
        self._cache_size = cache_size
        self._cache_lifetime = min(cache_lifetime, CACHE_LIFETIME_MAX)
        self._lifetime = min(lifetime, ACCESS_LIFETIME_MAX)

    def sign(self, actor: Actor) -> Signed:
        """Sign a token for a user, a service or a customer. The bot and the system never need one."""
        keys, purpose = self._kind(actor.kind)
        purpose = replace(purpose, lifetime=self._lifetime)
        token = jwt.sign(keys, purpose, self.issuer, _claims(actor), self.clock.now())
        return Signed(token, int(purpose.lifetime.total_seconds()))

    def verify(self, token: str) -> Actor:
        """Return the actor of a token; raises `TokenRefused` or `TokenExpired`. Does no I/O."""
        return self.read(token).actor

    def read(self, token: str) -> Verified:
        """Return the actor with the expiry. Valid tokens are cached for at most 5 minutes, never past their expiry."""
        digest = _digest(token)
        return self._remembered(digest) or self._remember(digest, self._read(token))

    async def authenticate(self, token: str) -> Verified:
        """Verify a token like `read`, including tokens of external issuers."""
        if self._outside is None:
            return self.read(token)
        digest = _digest(token)
        if found := self._remembered(digest):
            return found
        if self._outside.knows(str(jwt.claims_of(token).get("iss"))):
            return self._remember(digest, await self._outside.verify(token))
        return self._remember(digest, self._read(token))

    def jwks(self) -> dict[str, Any]:
        """Return the public keys of users' tokens. Customers' tokens are verified only by us."""
        return {"keys": self.users.public()}

    def _kind(self, kind: ActorKind) -> tuple[SigningKeys, jwt.Purpose]:
        if kind is ActorKind.AGENT:
            return self.users, FOR_USERS
        if kind is ActorKind.CUSTOMER:
            return self.customers, FOR_CUSTOMERS
        raise TokenRefused

    def _read(self, token: str) -> Verified:
        kid = str(jwt.header_of(token).get("kid"))
        # The key's set decides the audience, never the token's own word.
        kind = ActorKind.CUSTOMER if self.customers.find(kid) else ActorKind.AGENT
        keys, purpose = self._kind(kind)
        claims = jwt.verify(keys, purpose, self.issuer, token, self.clock.now())
        return Verified(_actor(kind, claims), datetime.fromtimestamp(claims["exp"], UTC))

    def _remembered(self, digest: bytes) -> Verified | None:
        found = self._cache.get(digest)
        if found is None:
            return None
        if self._cached_until[digest] <= self.clock.now():
            del self._cache[digest], self._cached_until[digest]
            return None
        self._cache.move_to_end(digest)
        return found

    def _remember(self, digest: bytes, found: Verified) -> Verified:
        self._cache[digest] = found
        self._cached_until[digest] = min(found.expires_at, self.clock.now() + self._cache_lifetime)
        if len(self._cache) > self._cache_size:
            oldest, _ = self._cache.popitem(last=False)
            del self._cached_until[oldest]
        return found


def _digest(token: str) -> bytes:
    # By hash, so that a dump of the memory holds no tokens.
    if len(token) > jwt.TOKEN_MAX or not token.isascii():
        raise TokenRefused
    return hashlib.sha256(token.encode()).digest()


def _claims(actor: Actor) -> dict[str, Any]:
    claims: dict[str, Any] = {"sub": str(actor.id), "tid": str(actor.tenant_id)}
    if actor.name:
        claims["name"] = actor.name[:NAME_MAX]
    if actor.role is not None:
        claims["role"] = actor.role.value
    elif actor.is_user:
        claims["scope"] = " ".join(sorted(actor.scopes))
    if actor.login_id is not None:
        claims["lid"] = str(actor.login_id)
    if actor.conversation_id is not None:
        claims["cid"] = str(actor.conversation_id)
    return claims


def _actor(kind: ActorKind, claims: dict[str, Any]) -> Actor:
    try:
        actor = Actor(
            kind,
            TenantId(UUID(claims["tid"])),
            UUID(claims["sub"]),
            name=str(claims.get("name", "")),
            login_id=UUID(claims["lid"]) if "lid" in claims else None,
            conversation_id=ConversationId(UUID(claims["cid"])) if "cid" in claims else None,
        )
        if kind is ActorKind.CUSTOMER:
            return replace(actor, scopes=OF_CUSTOMER)
        if "role" not in claims:
            return replace(actor, scopes=OF_KEYS.intersection(str(claims.get("scope", "")).split()))
        # What a role may do is looked up here and now, so that a change of the table holds at once.
        role = Role(claims["role"])
        return replace(actor, role=role, scopes=OF_ROLE[role])
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise TokenRefused from error
