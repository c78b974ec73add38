"""Settings of auth; the composition root fills them from the installation's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from chorus.core.actor import Role
from chorus.stores.counters.limits import Limit

# Names of the limits that auth hits, and the figures that stand when the settings say nothing else.
LOGIN_BY_ADDRESS, LOGIN_BY_ACCOUNT = "login_address", "login_account"
LOGIN_BY_DEVICE = "login_device"
REFRESH_BY_ADDRESS, TOKEN_BY_ADDRESS, SOCKETS_BY_ACTOR = "refresh_address", "token_address", "sockets_actor"
REQUESTS_BY_ADDRESS, REQUESTS_BY_ACTOR = "requests_address", "requests_actor"
LIMITS: Mapping[str, Limit] = {
    LOGIN_BY_ADDRESS: Limit(5, 300),
    LOGIN_BY_ACCOUNT: Limit(100, 900),
    LOGIN_BY_DEVICE: Limit(10, 900),
    REFRESH_BY_ADDRESS: Limit(60, 60),
    TOKEN_BY_ADDRESS: Limit(60, 60),
    SOCKETS_BY_ACTOR: Limit(60, 60),
    REQUESTS_BY_ADDRESS: Limit(10_000, 300),
    REQUESTS_BY_ACTOR: Limit(2_000, 60),
}


@dataclass(frozen=True, slots=True)
class OutsideIssuer:
    """An issuer whose tokens are accepted beside ours. Its tokens name the tenant and the user by our ids."""

    issuer: str
    jwks_url: str
    audience: str
    tenant_claim: str = "tenant_id"
    user_claim: str = "sub"
    role_claim: str = "role"
    name_claim: str = "name"
    roles: Mapping[str, Role] = field(default_factory=lambda: {role.value: role for role in Role})


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """Keys are PEM texts, newest first; secrets likewise."""

    public_url: str
    gateway_public_url: str
    secret_keys: tuple[str, ...] = field(repr=False)
    user_keys_pem: str = field(repr=False)
    customer_keys_pem: str = field(repr=False)
    outside_issuers: tuple[OutsideIssuer, ...] = ()
    # Never longer than 15 minutes; a verified token is remembered no longer than 5.
    access_lifetime: timedelta = timedelta(minutes=15)
    claim_lifetime: timedelta = timedelta(minutes=5)
    # A log-in ends after this long without a refresh, and after this long whatever happens.
    login_idle: timedelta = timedelta(days=14)
    login_lifetime: timedelta = timedelta(days=60)
