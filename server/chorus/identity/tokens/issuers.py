"""Outside issuers: an operator's own identity provider, known by the address of its keys and our audience there."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from joserfc import jwt as jose
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import Clock
from chorus.core.errors import UnavailableError
from chorus.core.ids import TenantId
from chorus.identity.errors import TokenExpired, TokenRefused
from chorus.identity.scopes import OF_ROLE
from chorus.identity.settings import OutsideIssuer
from chorus.identity.tokens import jwt
from chorus.identity.tokens.tokens import Verified
from chorus.protocol.texts import has_control_characters, without_directions

FRESH = timedelta(minutes=10)
# Keys that could not be fetched anew for a day may have been revoked since.
USABLE = timedelta(days=1)
# Anybody can invent a key id; the issuer is asked at most this often.
ASK_AGAIN = timedelta(seconds=30)
JWKS_MAX = 256 * 1024
TYPES = (None, "JWT", "at+jwt", "application/at+jwt")
RSA_BITS_MIN = 2048
NAME_MAX = 200

FetchKeys = Callable[[str], Awaitable[dict[str, Any]]]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Source:
    settings: OutsideIssuer
    keys: dict[str, Key] = field(default_factory=dict)
    fetched_at: datetime = LONG_AGO
    asked_at: datetime = LONG_AGO
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class OutsideIssuers:
    """Verifies their tokens. Users keep the ids that they have in the shared database."""

    def __init__(self, issuers: Sequence[OutsideIssuer], clock: Clock, fetch: FetchKeys | None = None) -> None:
        self._sources = {issuer.issuer: _Source(issuer) for issuer in issuers}
        self._clock = clock
        self._fetch = fetch or fetch_keys

    def knows(self, issuer: str) -> bool:
        """Return whether this issuer's tokens are accepted."""
        return issuer in self._sources

    async def verify(self, token: str) -> Verified:
        """Verify an external token; raises `TokenRefused`, `TokenExpired`, or `UnavailableError` without any keys.

        Raises:
            TokenExpired: If the token has expired.
            TokenRefused: If the token is not valid.
        """
        source = self._sources.get(str(jwt.claims_of(token).get("iss")))
        header = jwt.header_of(token)
        if source is None or header.get("typ") not in TYPES or "crit" in header:
            raise TokenRefused
        key = await self._key(source, str(header.get("kid")))
        settings = source.settings
        try:
            claims = jose.decode(token, key, algorithms=_algorithms(key)).claims
            jose.JWTClaimsRegistry(
                now=int(self._clock.now().timestamp()),
                iss={"essential": True, "value": settings.issuer},
                aud={"essential": True, "value": settings.audience},
                exp={"essential": True},
            ).validate(claims)
        except ExpiredTokenError as error:
            raise TokenExpired from error
        except (JoseError, ValueError) as error:
            raise TokenRefused from error
        return _verified(settings, claims)

    async def _key(self, source: _Source, kid: str) -> Key:
        now = self._clock.now()
        if kid not in source.keys or now - source.fetched_at > FRESH:
            await self._refetch(source)
        if now - source.fetched_at > USABLE:
            raise UnavailableError(part="outside issuer")
        if kid not in source.keys:
            raise TokenRefused
        return source.keys[kid]

    async def _refetch(self, source: _Source) -> None:
        async with source.lock:
            now = self._clock.now()
            if now - source.asked_at < ASK_AGAIN:
                return
            source.asked_at = now
            try:
                found = KeySet.import_key_set(await self._fetch(source.settings.jwks_url))  # type: ignore[arg-type]
            except (httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError):
                return  # the keys we have go on, until they are too old
            source.keys = {key.kid: key for key in found.keys if key.kid and _algorithms(key)}
            source.fetched_at = now


async def fetch_keys(url: str) -> dict[str, Any]:
    """Fetch the JWKS document of an address from the settings.HTTPError` or `ValueError`.

    Raises:
        ValueError: If the value has another form.
    """
    async with httpx2.AsyncClient(timeout=3, follow_redirects=False) as client:
        response = await client.get(url)
        response.raise_for_status()
        if len(response.content) > JWKS_MAX:
            raise ValueError("the key set is too large")
        found = response.json()
        if not isinstance(found, dict):
            raise ValueError("the key set is not an object")
        return found


def _algorithms(key: Key) -> list[str]:
    # By kind of key: a symmetric one gets none, so HS256 with a published key is impossible.
    if isinstance(key, RSAKey) and key.raw_value.key_size >= RSA_BITS_MIN:
        return ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
    if isinstance(key, ECKey):
        return {"P-256": ["ES256"], "P-384": ["ES384"], "P-521": ["ES512"]}.get(key.curve_name, [])
    if isinstance(key, OKPKey) and key.curve_name == "Ed25519":
        return ["Ed25519", "EdDSA"]
    return []


def _verified(settings: OutsideIssuer, claims: dict[str, Any]) -> Verified:
    try:
        role = settings.roles[_first(claims[settings.role_claim], settings.roles)]
        user_id = UUID(claims[settings.user_claim])
        actor = Actor(
            ActorKind.AGENT,
            TenantId(UUID(claims[settings.tenant_claim])),
            user_id,
            role,
            OF_ROLE[role],
            login_id=user_id,  # the user's own row says whether it still holds
            name=_name(claims.get(settings.name_claim)),
        )
        return Verified(actor, datetime.fromtimestamp(claims["exp"], UTC))
    except (KeyError, ValueError, AttributeError, TypeError, OverflowError) as error:
        raise TokenRefused from error


def _name(claim: object) -> str:
    """Return the name as one line of bounded length, because it is shown to others and used in mails; refuse the token
    otherwise.

    Raises:
        ValueError: If the value has another form.
    """
    if claim is None:
        return ""
    if not isinstance(claim, str) or len(claim) > NAME_MAX or has_control_characters(claim):
        raise ValueError("not a name")
    return without_directions(claim)


def _first(claim: object, roles: Mapping[str, Role]) -> str:
    """Return the first known role of a claim that is a word or a list of words."""
    words = claim if isinstance(claim, list) else [claim]
    return str(next((word for word in words if isinstance(word, str) and word in roles), ""))
