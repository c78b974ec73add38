"""Everything of auth, put together once per process."""

from dataclasses import dataclass
from typing import Protocol

from chorus.auth.api_keys import ApiKeys
from chorus.auth.build_tokens import build_tokens
from chorus.auth.devices import Devices
from chorus.auth.issuers import FetchKeys
from chorus.auth.login import LoginTools
from chorus.auth.logins import LoginWatch
from chorus.auth.nonces import Nonces, SpentNonces
from chorus.auth.passwords import Passwords
from chorus.auth.refresh_tokens import RefreshTokens
from chorus.auth.sealing import Seal, Signer
from chorus.auth.settings import AuthSettings
from chorus.auth.tokens import Tokens
from chorus.core.clock import Clock
from chorus.stores.database import Database
from chorus.stores.limits import Limits


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


def build_auth(settings: AuthSettings, database: Database, clock: Clock, fetch: FetchKeys | None = None) -> Auth:
    """What the API needs."""
    tokens, passwords = build_tokens(settings, clock, fetch), Passwords()
    return Auth(
        settings=settings,
        clock=clock,
        tokens=tokens,
        passwords=passwords,
        login_tools=LoginTools(settings, clock, tokens, passwords, RefreshTokens(settings.secret_keys)),
        watch=LoginWatch(database),
        api_keys=ApiKeys(database),
        nonces=Nonces(Signer(settings.secret_keys, "nonce"), clock),
        spent_nonces=SpentNonces(database),
        seal=Seal(settings.secret_keys),
        devices=Devices(Signer(settings.secret_keys, "device"), clock, settings.public_url),
    )
