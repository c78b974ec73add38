"""Auth with its routes on a real database, and people who have passwords."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI

from chorus.core.actor import Actor, Role
from chorus.core.clock import FrozenClock, now
from chorus.core.ids import TenantId
from chorus.http import errors
from chorus.identity.api_key_routes import router as api_keys
from chorus.identity.routes import router as auth_routes
from chorus.identity.services import Auth, build_auth
from chorus.identity.settings import LIMITS, AuthSettings
from chorus.identity.teams.routes import router as teams
from chorus.identity.tokens.keys import new_key_pem
from chorus.identity.users.routes import router as users
from chorus.routing.assignments.disable_routes import router as disabling
from chorus.stores.counters.limits import Limits
from chorus.stores.postgres.database import Database
from tests import people

ISSUER = "https://chat.example.com"
PASSWORD = "correct horse battery"
ROUTERS: tuple[APIRouter, ...] = (auth_routes, api_keys, users, disabling, teams)


def auth_settings(**changes: Any) -> AuthSettings:
    """Settings with fresh keys."""
    return replace(
        AuthSettings(
            public_url=ISSUER,
            gateway_public_url="wss://chat.example.com",
            secret_keys=("s" * 40,),
            user_keys_pem=new_key_pem(),
            customer_keys_pem=new_key_pem(),
        ),
        **changes,
    )


@dataclass
class House:
    """One API process, and a client at its door. Its clock begins now, since PostgreSQL has its own."""

    auth: Auth
    database: Database
    limits: Limits
    clock: FrozenClock
    client: httpx2.AsyncClient
    app: FastAPI
    hashes: dict[str, str] = field(default_factory=dict)

    async def let_in(self, actor: Actor, password: str = PASSWORD) -> str:
        """Give a user a password; their e-mail address."""
        if password not in self.hashes:
            self.hashes[password] = await self.auth.passwords.hash(password)
        async with self.database.transaction(actor.tenant_id) as tx:
            email: str = await tx.value(
                "UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING email", actor.id, self.hashes[password]
            )
        return email

    async def post(self, path: str, token: str | None = None, **request: Any) -> httpx2.Response:
        """As that token."""
        return await self.client.post(path, headers=bearer(token), **request)

    async def get(self, path: str, token: str | None = None, **request: Any) -> httpx2.Response:
        """As that token."""
        return await self.client.get(path, headers=bearer(token), **request)

    async def log_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx2.Response:
        """Try to."""
        return await self.client.post("/v1/auth/login", json={"email": email, "password": password, **more})

    async def log_in_with(self, cookie: str, email: str, password: str = PASSWORD) -> httpx2.Response:
        """The same with a browser's cookie."""
        body = {"email": email, "password": password}
        return await self.client.post("/v1/auth/login", json=body, headers={"Cookie": cookie})

    async def enter(self, actor: Actor) -> dict[str, Any]:
        """Log in; the answer."""
        answer = await self.log_in(await self.let_in(actor))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def token_of(self, actor: Actor) -> str:
        """Log in; the access token."""
        return str((await self.enter(actor))["accessToken"])

    def recheck(self) -> None:
        """As if the two seconds between two looks at the log-in had passed."""
        self.auth.watch._known.clear()
        self.auth.api_keys._known.clear()
        self.clock.advance(timedelta(seconds=2))


def bearer(token: str | None) -> dict[str, str]:
    """The header."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def code_of(response: httpx2.Response) -> str:
    """The code of a refusal."""
    return str(response.json()["error"]["code"])


@asynccontextmanager
async def open_house(
    database: Database, settings: AuthSettings | None = None, fetch: Any = None
) -> AsyncIterator[House]:
    """A process that serves auth, users and teams."""
    clock = FrozenClock(now())
    auth = build_auth(settings or auth_settings(), database, clock, fetch)
    app = FastAPI()
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=ISSUER) as client:
        house = House(auth, database, Limits(None, LIMITS), clock, client, app)
        app.state.services = house
        yield house
    auth.passwords.close()


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """Open to everyone with a token."""
    async with open_house(database) as house:
        yield house


async def employ(house: House, tenant_id: TenantId, role: Role, name: str = "Ada") -> Actor:
    """Somebody new."""
    return await people.user(house.database, tenant_id, name, role)
