"""Our own signed tokens (RFC 8725): one algorithm, one type per purpose, keys from our set, every claim checked."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from chorus.identity.errors import TokenExpired, TokenRefused
from chorus.identity.tokens.keys import SigningKeys
from chorus.identity.tokens.sealing import bytes_of

ALGORITHM = "ES256"
TOKEN_MAX = 4096
# Clocks of two machines differ; only "not yet" is forgiven, never "no longer".
SKEW_SECONDS = 5
_HEADER = {"alg", "typ", "kid"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """The purpose of a token: type, audience and maximum lifetime."""

    type: str
    audience: str
    lifetime: timedelta


def header_of(token: str) -> dict[str, Any]:
    """Return the unverified header; raises `TokenRefused`."""
    return _object(token, 0)


def claims_of(token: str) -> dict[str, Any]:
    """Return the unverified claims, to select the issuer's keys."""
    return _object(token, 1)


def sign(keys: SigningKeys, purpose: Purpose, issuer: str, claims: dict[str, Any], now: datetime) -> str:
    """Sign a token that is valid from now for as long as its purpose allows."""
    kid, key = keys.signing()
    issued_at = int(now.timestamp())
    body = {
        "iss": issuer,
        "aud": purpose.audience,
        "iat": issued_at,
        "exp": issued_at + int(purpose.lifetime.total_seconds()),
        "jti": secrets.token_urlsafe(12),
        **claims,
    }
    content = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return jws.serialize_compact({"alg": ALGORITHM, "typ": purpose.type, "kid": kid}, content, key, [ALGORITHM])


def verify(keys: SigningKeys, purpose: Purpose, issuer: str, token: str, now: datetime) -> dict[str, Any]:
    """Verify a token of ours for this purpose and return its claims.

    Raises:
        TokenRefused: If the token is not valid.
    """
    header = header_of(token)
    # Exactly these three: a `jku`, `x5u`, `jwk` or `crit` has no business in what we signed ourselves.
    if set(header) != _HEADER or header["alg"] != ALGORITHM or header["typ"] != purpose.type:
        raise TokenRefused
    key = keys.find(str(header["kid"]))
    if key is None:
        raise TokenRefused
    try:
        claims = json.loads(jws.deserialize_compact(token, key, [ALGORITHM]).payload or b"")
    except (JoseError, ValueError) as error:
        raise TokenRefused from error
    if not isinstance(claims, dict) or claims.get("iss") != issuer or claims.get("aud") != purpose.audience:
        raise TokenRefused
    _check_times(claims, purpose, now)
    return claims


def _check_times(claims: dict[str, Any], purpose: Purpose, now: datetime) -> None:
    issued_at, expires_at = claims.get("iat"), claims.get("exp")
    # `type` and not isinstance: True is an int, and NaN is a float that never expires.
    if type(issued_at) is not int or type(expires_at) is not int or not claims.get("jti"):
        raise TokenRefused
    present = now.timestamp()
    if issued_at > present + SKEW_SECONDS or expires_at - issued_at > purpose.lifetime.total_seconds():
        raise TokenRefused
    if expires_at <= present:
        raise TokenExpired


def _object(token: str, part: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(token) > TOKEN_MAX or len(parts) != 3:
        raise TokenRefused
    try:
        found = json.loads(bytes_of(parts[part]))
    except (ValueError, RecursionError) as error:
        raise TokenRefused from error
    if not isinstance(found, dict):
        raise TokenRefused
    return found
