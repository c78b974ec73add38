"""Everything of auth, put together once per process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chorus.core.clock import Clock
from chorus.identity.api_keys import ApiKeys
from chorus.identity.logins.devices import Devices
from chorus.identity.logins.login import LoginTools
from chorus.identity.logins.logins import LoginWatch
from chorus.identity.logins.passwords import Passwords
from chorus.identity.logins.refresh_tokens import RefreshTokens
from chorus.identity.settings import AuthSettings
from chorus.identity.tokens.build import build_tokens
from chorus.identity.tokens.issuers import FetchKeys
from chorus.identity.tokens.nonces import Nonces, SpentNonces
from chorus.identity.tokens.sealing import Seal, Signer
from chorus.identity.tokens.tokens import Tokens
from chorus.stores.counters.limits import Limits
from chorus.stores.postgres.database import Database


@dataclass(frozen=True, slots=True)
class Auth:
    """The parts that routes and use cases ask for."""

    settings: AuthSettings
    clock: Clock
    tokens: Tokens
    passwords: Passwords
    login_tools: LoginTools
    watch: LoginWatch
    api_keys: ApiKeys
    nonces: Nonces
    spent_nonces: SpentNonces
    seal: Seal
    devices: Devices


class AuthServices(Protocol):
    """The part of `processes.services.Services` that auth knows."""

    @property
    def auth(self) -> Auth:
        """What `build_auth` made."""
        ...

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def limits(self) -> Limits:
        """The limits of the installation."""
        ...


def build_auth(
    settings: AuthSettings,
    database: Database,
    clock: Clock,
    fetch: FetchKeys | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Auth:
    """Put together what the API needs. `monotonic` times, in seconds, how long a log-in or key is believed unasked."""
    tokens, passwords = build_tokens(settings, clock, fetch), Passwords()
    return Auth(
        settings=settings,
        clock=clock,
        tokens=tokens,
        passwords=passwords,
        login_tools=LoginTools(settings, clock, tokens, passwords, RefreshTokens(settings.secret_keys)),
        watch=LoginWatch(database, monotonic),
        api_keys=ApiKeys(database, monotonic),
        nonces=Nonces(Signer(settings.secret_keys, "nonce"), clock),
        spent_nonces=SpentNonces(database),
        seal=Seal(settings.secret_keys),
        devices=Devices(Signer(settings.secret_keys, "device"), clock, settings.public_url),
    )
