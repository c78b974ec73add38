"""Who a customer is: widget tokens, device tokens that recognise a browser, and the site's word for who it is."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc import jwt as jose
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from chorus.core.actor import Actor, ActorKind
from chorus.core.ids import ConversationId, CustomerId, InboxId, TenantId
from chorus.identity.errors import IdentityRefused, TokenRefused
from chorus.identity.scopes import OF_CUSTOMER
from chorus.identity.tokens import jwt
from chorus.identity.tokens.tokens import Signed, Tokens
from chorus.protocol.texts import has_control_characters, without_directions

FOR_DEVICES = jwt.Purpose("device+jwt", "chorus-device", timedelta(days=30))
IDENTITY_LIFETIME = timedelta(days=1)
SECRET_BYTES = 32
RSA_BITS_MIN = 2048
TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that we have seen, and the customer it belongs to."""

    tenant_id: TenantId
    customer_id: CustomerId
    inbox_id: InboxId


@dataclass(frozen=True, slots=True)
class Identity:
    """A customer's identity, signed by the tenant's site."""

    external_id: str
    name: str = ""
    email: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    has_expired: bool = False


def sign_widget(
    tokens: Tokens,
    *,
    tenant_id: TenantId,
    customer_id: CustomerId,
    name: str = "",
    conversation_id: ConversationId | None = None,
) -> Signed:
    """Sign a widget token: valid for 15 minutes, with the customers' keys, limited to one conversation if given."""
    return tokens.sign(
        Actor(
            ActorKind.CUSTOMER,
            tenant_id,
            customer_id,
            scopes=OF_CUSTOMER,
            name=name,
            conversation_id=conversation_id,
        )
    )


def sign_device(tokens: Tokens, device: Device) -> str:
    """Sign a device token, valid for 30 days. It grants nothing by itself and is exchanged for a widget token."""
    claims = {"sub": str(device.customer_id), "tid": str(device.tenant_id), "inb": str(device.inbox_id)}
    return jwt.sign(tokens.customers, FOR_DEVICES, tokens.issuer, claims, tokens.clock.now())


def read_device(tokens: Tokens, token: str, *, inbox_id: InboxId) -> Device:
    """Return the device if the token was issued for this inbox; raises `TokenRefused` or `TokenExpired`.

    Raises:
        TokenRefused: If the token is not valid.
    """
    claims = jwt.verify(tokens.customers, FOR_DEVICES, tokens.issuer, token, tokens.clock.now())
    if claims.get("inb") != str(inbox_id):
        raise TokenRefused
    try:
        return Device(TenantId(UUID(claims["tid"])), CustomerId(UUID(claims["sub"])), inbox_id)
    except (KeyError, ValueError, AttributeError) as error:
        raise TokenRefused from error


def new_identity_secret() -> bytes:
    """Create a secret with which a site's server signs identities (HS256)."""
    return secrets.token_urlsafe(SECRET_BYTES).encode()


def read_identity(
    token: str, secret: bytes, *, inbox_id: InboxId, now: datetime, expired_for: timedelta = timedelta()
) -> Identity:
    """Verify a site's statement with the inbox's secret or public key (PEM).

    `sub` is the site's own id of the customer; `exp` is needed and lies at most a day ahead; an `aud`, if there is
    one, is this inbox. One that ended no longer ago than `expired_for` is told as such.

    Raises:
        IdentityRefused: If the signed identity is not valid.
    """
    try:
        header = jwt.header_of(token)
        key, algorithms = _key(secret)
        claims = jose.decode(token, key, algorithms=algorithms).claims
        present = int(now.timestamp())
        has_expired = _ended_since(claims.get("exp"), present - expired_for.total_seconds(), present)
        jose.JWTClaimsRegistry(
            now=present,
            leeway=jwt.SKEW_SECONDS,
            sub={"essential": True},
            exp={"essential": True},
            aud={"values": [str(inbox_id)]},
        ).validate({**claims, "exp": present + 1} if has_expired else claims)
    except ExpiredTokenError as error:
        raise IdentityRefused("The signed identity has expired.") from error
    except (JoseError, TokenRefused, ValueError, TypeError) as error:
        raise IdentityRefused from error
    if "crit" in header or claims["exp"] > present + IDENTITY_LIFETIME.total_seconds():
        raise IdentityRefused("The signed identity is valid for more than a day.")
    return _identity(claims, has_expired=has_expired)


def _ended_since(ends_at: object, since: float, present: float) -> bool:
    return isinstance(ends_at, int) and since <= ends_at <= present


def _identity(claims: dict[str, Any], *, has_expired: bool) -> Identity:
    texts = {name: claims.get(name) for name in ("sub", "name", "email")}
    if any(not isinstance(text, str | None) or len(text or "") > TEXT_MAX for text in texts.values()):
        raise IdentityRefused
    if any(has_control_characters(text or "") for text in texts.values()):
        # A line break in a name or an address would begin a header of its own in a mail.
        raise IdentityRefused("The signed identity contains control characters in `sub`, `name` or `email`.")
    attributes = claims.get("attributes", {})
    # NUL is the one character that PostgreSQL's jsonb cannot hold.
    if not isinstance(attributes, dict) or "\\u0000" in json.dumps(attributes):
        raise IdentityRefused
    name = without_directions(texts["name"] or "")
    return Identity(str(texts["sub"]), name, texts["email"] or None, attributes, has_expired)


def check_identity_key(secret: bytes) -> None:
    """Check an inbox's secret or public key; raises `IdentityRefused`."""
    _key(secret)


def _key(secret: bytes) -> tuple[Key, list[str]]:
    # The kind of key decides the algorithm, so a public key never serves as an HMAC secret.
    if not secret.lstrip().startswith(b"-----BEGIN"):
        if len(secret) < SECRET_BYTES:
            raise IdentityRefused("The identity secret is too short.")
        return OctKey.import_key(secret), ["HS256"]
    try:
        native = load_pem_public_key(secret)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise IdentityRefused("The identity key is not a public key in PEM format.") from error
    if isinstance(native, RSAPublicKey) and native.key_size >= RSA_BITS_MIN:
        return RSAKey.import_key(secret), ["RS256", "PS256"]
    if isinstance(native, EllipticCurvePublicKey) and native.curve.name == "secp256r1":
        return ECKey.import_key(secret), ["ES256"]
    if isinstance(native, Ed25519PublicKey):
        return OKPKey.import_key(secret), ["Ed25519", "EdDSA"]
    raise IdentityRefused("The identity key is not RSA (2048 bits or more), P-256 or Ed25519.")
