"""Everything that an installation can set, read once from the environment (`CHORUS_…`) and passed down.

docs/settings.md explains each. Secrets have no default; each may also be a file of the same name
in the directory that `CHORUS_SECRETS_DIR` names.
"""

import hmac
import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from chorus.gateway.protocol.options import parse_rate
from chorus.identity.settings import AuthSettings, OutsideIssuer
from chorus.stores.counters.limits import Limit, parse_limit

PREFIX = "CHORUS_"


def form(pattern: str, wanted: str) -> AfterValidator:
    """Validate that the whole text matches the pattern.

    The refusal names an example, because the value may hold a password.
    """
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f"expected {wanted}")
        return text

    return AfterValidator(check)


def listed(value: object) -> object:
    """Parse a JSON list or comma-separated items.

    Raises:
        ValueError: If the value has another form.
    """
    if not isinstance(value, str):
        return value
    if not value.lstrip().startswith("["):
        return [item.strip() for item in value.split(",") if item.strip()]
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("expected comma-separated items or a JSON list") from error


Port = Annotated[int, Field(ge=1, le=65535)]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]
HttpUrl = Annotated[str, form(r"https?://[^/\s]+(/.*)?", "an address such as https://chat.example.com")]
SocketUrl = Annotated[str, form(r"wss?://[^/\s]+(/.*)?", "an address such as wss://chat.example.com")]
DatabaseUrl = Annotated[str, form(r"postgres(ql)?://.+", "postgresql://user:password@host:5432/database")]
RedisUrl = Annotated[str, form(r"(rediss?(\+cluster)?|unix)://.+", "redis://host:6379, and likewise rediss or unix")]
PLAIN_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
OWN_PATHS = {
    ".well-known",
    "console",
    "demo",
    "docs",
    "health",
    "livechat",
    "openapi.json",
    "ready",
    "v1",
    "widget",
    "ws",
}
ISSUER = ("issuer_name", "issuer_jwks_url", "issuer_audience")
LimitText = Annotated[str, form(r"[1-9]\d*/[1-9]\d*[smhd]", "a limit such as 5/15m")]
RateText = Annotated[str, AfterValidator(lambda text: parse_rate(text) and text)]


class Environment(StrEnum):
    """Development forgives; production insists on HTTPS."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """For people, or for machines."""

    CONSOLE = "console"
    JSON = "json"


class SettingsError(Exception):
    """The settings cannot be used; one line for each reason."""


class Settings(BaseSettings):
    """Frozen. A value that may hold a password is kept out of its printed form."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    # Where things are
    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Path("var")
    database_url: DatabaseUrl = Field(repr=False, description="PostgreSQL as the application role, which owns nothing")
    database_owner_url: DatabaseUrl | None = Field(
        None, repr=False, description="the role that migrates; needed for that alone"
    )
    redis_url: RedisUrl = Field(repr=False)
    storage_url: str | None = Field(None, description="file:///… or s3://bucket/prefix; the data directory when unset")
    chroma_url: HttpUrl | None = None
    smtp_url: str | None = Field(None, repr=False)
    otlp_endpoint: HttpUrl | None = None

    # What the processes listen on, and how the world sees them
    public_url: HttpUrl = "http://127.0.0.1:8080"
    gateway_public_url: SocketUrl = "ws://127.0.0.1:8081"
    api_host: str = "127.0.0.1"
    api_port: Port = 8080
    gateway_host: str = "127.0.0.1"
    gateway_port: Port = 8081
    grpc_address: str = "127.0.0.1:8082"
    metrics_host: str = "127.0.0.1"
    api_metrics_port: Port = 9104
    gateway_metrics_port: Port = 9101
    worker_metrics_port: Port = 9102
    presence_metrics_port: Port = 9103
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(listed)] = ()
    log_format: LogFormat = LogFormat.CONSOLE
    log_level: str = "info"

    # Secrets: PEM texts hold one or several keys, newest first; the secret key likewise, separated by commas
    agent_signing_key: SecretStr = Field(description="P-256 private key for users' tokens")
    customer_signing_key: SecretStr = Field(description="P-256 private key for customers' tokens")
    secret_key: SecretStr = Field(description="seals tenants' secrets and signs nonces")

    # Tokens of an outside issuer, accepted beside ours
    issuer_name: str | None = None
    issuer_jwks_url: HttpUrl | None = None
    issuer_audience: str | None = None

    # Log-in
    access_token_seconds: Seconds = 15 * 60
    login_idle_seconds: Seconds = 14 * 86_400
    login_lifetime_seconds: Seconds = 60 * 86_400
    login_limit_per_address: LimitText = "5/5m"
    login_limit_per_user: LimitText = "10/15m"
    login_limit_per_user_elsewhere: LimitText = "100/15m"
    start_limit_per_address: LimitText = "30/1m"

    # Sockets: how many
    sockets_per_customer: Count = 5
    sockets_per_agent: Count = 10
    sockets_per_address: Count = 50
    sockets_per_tenant: Annotated[int, Field(ge=1, le=10_000)] = 2_000
    sockets_per_process: Count = 10_000
    subscriptions_per_socket: Count = 200

    # Sockets: how much; so many a second for ever + so many at once
    message_rate_per_customer: RateText = "1/s+20"
    message_rate_per_agent: RateText = "10/s+100"
    message_rate_per_tenant: RateText = "1000/s+5000"
    message_rate_per_process: RateText = "20000/s+20000"
    typing_rate_per_socket: RateText = "10/s+10"
    frame_rate_per_socket: RateText = "50/s+200"
    byte_rate_per_socket: RateText = "131072/s+1048576"
    first_frames: Count = 32
    fragments_per_message: Count = 64
    frame_max_bytes: Count = 64 * 1024
    in_flight_max: Count = 10_000
    send_buffer_bytes: Count = 128 * 1024
    outbound_max_bytes: Count = 512 * 1024
    outbound_max_frames: Count = 1_000

    # Sockets: how long
    handshake_seconds: Seconds = 10
    auth_seconds: Seconds = 10
    answer_seconds: Seconds = 10
    ping_seconds: Seconds = 25
    pong_seconds: Seconds = 8
    write_seconds: Seconds = 5
    write_tries: Count = 3
    close_seconds: Seconds = 1
    drain_seconds: Seconds = 10
    recheck_seconds: Seconds = 2
    catch_up_seconds: Seconds = 0.15
    catch_up_seconds_without_bus: Seconds = 0.025
    gap_patience_seconds: Seconds = 0.02
    turn_seconds: Annotated[float, Field(ge=0)] = 0.002
    presence_ttl_seconds: Seconds = 30
    tenant_claim_seconds: Seconds = 5 * 60

    # Who is asked to take what waits
    offer_seconds: Seconds = 30
    conversations_per_agent: Count = 5

    # Bounds of the rest
    database_pool_size: Count = 30
    redis_timeout_seconds: Seconds = 0.25
    batch_max_rows: Annotated[int, Field(ge=1, le=256)] = 256
    worker_concurrency: Count = 8
    worker_documents: Count = 2
    attachment_max_bytes: Count = 25 * 1024 * 1024
    attachment_bytes_per_tenant: Count = 5 * 1024**3
    document_bytes_per_tenant: Count = 1024**3
    documents_per_tenant: Count = 1_000
    summary_seconds: Seconds = 2
    http_connections_per_address: Count = 200
    http_connections_per_process: Count = 4_000
    request_limit_per_address: LimitText = "10000/5m"
    request_limit_per_actor: LimitText = "2000/1m"

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if any(len(part.strip()) < 32 for part in value.get_secret_value().split(",")):
            raise ValueError("each secret key needs at least 32 characters")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(text.strip(), strict=False)) for text in value)

    @model_validator(mode="after")
    def _is_of_one_mind(self) -> Self:
        faults = [*self._misplaced(), *self._insecure(), *self._half_an_issuer()]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _misplaced(self) -> Iterator[str]:
        """Yield errors of a path prefix that could be mistaken for one of our own paths."""
        for name in ("public_url", "gateway_public_url"):
            url, variable = urlsplit(getattr(self, name)), PREFIX + name.upper()
            if url.query or url.fragment or "@" in url.netloc:
                yield f"{variable}: expected a scheme, a host and optionally a path, got {url.geturl()}."
            elif not PLAIN_PATH.fullmatch(url.path):
                yield f"{variable}: a path may contain letters, digits and . _ ~ - only, got {url.path}."
            elif name == "public_url" and (taken := OWN_PATHS.intersection(url.path.split("/"))):
                yield f"{variable}: {url.path} conflicts with Chorus' own path /{min(taken)}. Choose another one."

    def _insecure(self) -> Iterator[str]:
        if self.is_production:
            for name, scheme in (("public_url", "https"), ("gateway_public_url", "wss")):
                url = getattr(self, name)
                if not url.startswith(f"{scheme}://"):
                    yield f"{PREFIX}{name.upper()}: production requires {scheme}, got {url}."

    def _half_an_issuer(self) -> Iterator[str]:
        missing = [name for name in ISSUER if not getattr(self, name)]
        if 0 < len(missing) < len(ISSUER):
            for name in missing:
                yield f"{PREFIX}{name.upper()} is missing. An external issuer needs a name, keys and an audience."

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The secret keys, newest first."""
        return tuple(part.strip() for part in self.secret_key.get_secret_value().split(","))

    @property
    def exchange_secret(self) -> str:
        """What a gateway shows to the chat service; made from the secret key, so nobody has to set another."""
        return hmac.digest(self.secret_keys[0].encode(), b"exchange", "sha256").hex()

    @property
    def login_limits(self) -> tuple[Limit, Limit]:
        """Per address, and per user on a known device."""
        return parse_limit(self.login_limit_per_address), parse_limit(self.login_limit_per_user)

    @property
    def is_production(self) -> bool:
        """Whether to insist."""
        return self.environment is Environment.PRODUCTION

    @classmethod
    def load(cls, *, secrets_dir: Path | None = None, **given: Any) -> Self:
        """Load from the environment, then the secrets directory.

        Raises:
            SettingsError: If settings are missing or invalid; the message lists all of them.
        """
        directory = secrets_dir or (Path(path) if (path := variable("SECRETS_DIR")) else None)
        if directory is not None and not directory.is_dir():
            raise SettingsError(f"CHORUS_SECRETS_DIR: {directory} is not a directory.")
        try:
            return cls(_secrets_dir=directory, **given)
        except ValidationError as error:
            raise SettingsError("\n".join(_reason(dict(item)) for item in error.errors())) from error


def auth_settings(settings: Settings) -> AuthSettings:
    """Extract the auth settings."""
    outside: tuple[OutsideIssuer, ...] = ()
    if settings.issuer_name and settings.issuer_jwks_url and settings.issuer_audience:  # all of them, or none
        outside = (OutsideIssuer(settings.issuer_name, settings.issuer_jwks_url, settings.issuer_audience),)
    return AuthSettings(
        public_url=settings.public_url,
        gateway_public_url=settings.gateway_public_url,
        secret_keys=settings.secret_keys,
        user_keys_pem=settings.agent_signing_key.get_secret_value(),
        customer_keys_pem=settings.customer_signing_key.get_secret_value(),
        outside_issuers=outside,
        access_lifetime=timedelta(seconds=settings.access_token_seconds),
        claim_lifetime=timedelta(seconds=settings.tenant_claim_seconds),
        login_idle=timedelta(seconds=settings.login_idle_seconds),
        login_lifetime=timedelta(seconds=settings.login_lifetime_seconds),
    )


def variable(name: str) -> str | None:
    """Return one `CHORUS_` variable that must be known before the settings are complete."""
    return os.environ.get(PREFIX + name) or None  # noqa: TID251 - the home of the environment


def needs_postgres() -> bool:
    """Return whether this machine runs its own PostgreSQL."""
    return variable("DATABASE_URL") is None


def needs_valkey() -> bool:
    """Return whether this machine runs its own Valkey."""
    return variable("REDIS_URL") is None


def unknown_variables() -> list[str]:
    """Return `CHORUS_` variables that match no setting, probably misspelt."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {f"{PREFIX}SECRETS_DIR"}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)  # noqa: TID251 - as above


def _reason(item: dict[str, Any]) -> str:
    if not item["loc"]:  # of several settings together; the text names them
        return str(item["ctx"]["error"])
    name = PREFIX + "_".join(str(part) for part in item["loc"]).upper()
    return (
        f"{name} is missing." if item["type"] == "missing" else f"{name}: {item['msg'].removeprefix('Value error, ')}."
    )
