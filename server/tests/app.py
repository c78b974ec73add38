"""The API as in production, in the test's own process: every route and all middleware, and a client that asks them.

Only what a test has to decide is its own: the clock, the database (which remembers what is published), and limits that
are counted in memory, so that each test begins with none used.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.clock import FrozenClock, now
from chorus.identity.logins.logins import RECHECK_SECONDS
from chorus.identity.services import Auth
from chorus.identity.tokens.keys import new_key_pem
from chorus.processes.api import build_app
from chorus.processes.services import Services, build_services, limits_of
from chorus.processes.settings import Settings
from chorus.stores.blobs.port import Blobs
from chorus.stores.counters.limits import Limit, Limits
from chorus.stores.postgres.database import Database

PUBLIC_URL = "https://chat.example.com"
PASSWORD = "correct horse battery"
# In contracts `auth.required` stands for all that can be wrong with a token; any write can meet a full disk.
OF_ANY_ROUTE = {"auth.token_refused", "auth.token_expired", "auth.login_lost", "storage.full"}
# Making the app takes longer than most tests. It keeps nothing but its services, so tests use it one after another.
_idle: list[FastAPI] = []


@dataclass
class App:
    """One API process, and a client of it."""

    services: Services
    clock: FrozenClock
    fastapi: FastAPI
    transport: httpx2.ASGITransport
    client: httpx2.AsyncClient
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def auth(self) -> Auth:
        """Tokens, passwords, keys."""
        return self.services.auth

    @property
    def database(self) -> Database:
        """The application role's database."""
        return self.services.database

    @property
    def writer(self) -> MessageWriter:
        """The running batch writer."""
        return self.services.writer

    @property
    def blobs(self) -> Blobs:
        """The files, in the test's folder."""
        return self.services.blobs

    def set_limits(self, **limits: Limit) -> None:
        """Begin to count anew, with some limits changed."""
        self.services.limits = Limits(None, limits_of(self.services.settings) | limits)

    def change_settings(self, **changes: Any) -> None:
        """Change settings that are read at each request."""
        self.services.settings = self.services.settings.model_copy(update=changes)

    def come_from(self, address: str) -> None:
        """Send the next requests from another IP address."""
        self.transport.client = (address, 123)

    async def ask(self, method: str, path: str, who: Actor | str | None = None, **request: Any) -> httpx2.Response:
        """Send a request as a person, with a token or key, or as nobody."""
        headers = dict(request.pop("headers", {}))
        if who is not None:
            headers |= bearer(self.sign(who) if isinstance(who, Actor) else who)
        return await self.client.request(method, path, headers=headers, **request)

    async def get(self, path: str, who: Actor | str | None = None, **request: Any) -> httpx2.Response:
        """GET."""
        return await self.ask("GET", path, who, **request)

    async def post(self, path: str, who: Actor | str | None = None, **request: Any) -> httpx2.Response:
        """POST."""
        return await self.ask("POST", path, who, **request)

    async def patch(self, path: str, who: Actor | str | None = None, **request: Any) -> httpx2.Response:
        """PATCH."""
        return await self.ask("PATCH", path, who, **request)

    async def delete(self, path: str, who: Actor | str | None = None, **request: Any) -> httpx2.Response:
        """DELETE."""
        return await self.ask("DELETE", path, who, **request)

    async def all_pages(self, path: str, who: Actor, **params: Any) -> list[dict[str, Any]]:
        """Fetch every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            answer = await self.get(path, who, params={**params, **({"cursor": cursor} if cursor else {})})
            assert answer.status_code == 200, answer.text
            items += answer.json()["items"]
            cursor = answer.json()["nextCursor"]
            if cursor is None:
                return items

    def sign(self, actor: Actor) -> str:
        """Sign an access token for somebody without a log-in."""
        return self.auth.tokens.sign(actor).token

    async def set_password(self, actor: Actor, password: str = PASSWORD) -> str:
        """Give a user a password. Returns their e-mail address."""
        if password not in self.hashes:
            self.hashes[password] = await self.auth.passwords.hash(password)
        async with self.database.transaction(actor.tenant_id) as tx:
            email: str = await tx.value(
                "UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING email", actor.id, self.hashes[password]
            )
        return email

    async def log_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx2.Response:
        """Ask to log in."""
        return await self.client.post("/v1/auth/login", json={"email": email, "password": password, **more})

    async def log_in_with(self, cookie: str, email: str, password: str = PASSWORD) -> httpx2.Response:
        """Ask to log in, with a browser's cookie."""
        body = {"email": email, "password": password}
        return await self.client.post("/v1/auth/login", json=body, headers={"Cookie": cookie})

    async def log_in_as(self, actor: Actor) -> dict[str, Any]:
        """Log a user in. Returns the body of the answer: tokens and the user."""
        answer = await self.log_in(await self.set_password(actor))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def token_of(self, actor: Actor) -> str:
        """Log a user in. Returns the access token."""
        return str((await self.log_in_as(actor))["accessToken"])

    def recheck_logins(self) -> None:
        """Let so much time pass that the next request asks whether its log-in or key still holds."""
        self.clock.advance(timedelta(seconds=RECHECK_SECONDS))


def bearer(token: str | None) -> dict[str, str]:
    """Return the header of a token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def code_of(response: httpx2.Response) -> str:
    """Return the code of a refusal."""
    return str(response.json()["error"]["code"])


def app_settings(database_url: str, redis_url: str, directory: Path, **changes: Any) -> Settings:
    """Make settings with fresh keys."""
    given: dict[str, Any] = {
        "database_url": database_url,
        "redis_url": redis_url,
        "data_dir": directory,
        "public_url": PUBLIC_URL,
        "gateway_public_url": PUBLIC_URL.replace("https", "wss"),
        "agent_signing_key": new_key_pem(),
        "customer_signing_key": new_key_pem(),
        "secret_key": "s" * 40,
    }
    return Settings.load(**given | changes)


@cache
def documented_refusals() -> dict[tuple[str, str], set[str]]:
    """The codes that the contract names, by method and path of a route."""
    return {
        (method.upper(), path): {
            code
            for answer in operation["responses"].values()
            for code in answer.get("content", {}).get("application/json", {}).get("examples", {})
        }
        for path, operations in build_app().openapi()["paths"].items()
        for method, operation in operations.items()
    }


@cache
def pattern_of(path: str) -> re.Pattern[str]:
    """What requests of a route look like."""
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


async def require_documented(response: httpx2.Response) -> None:
    """Fail a test in which a route refuses with a code that its contract does not name."""
    if response.status_code < 400 or not response.headers.get("content-type", "").startswith("application/json"):
        return
    await response.aread()
    if isinstance(response.json()["error"], str):  # RFC 6749, section 5.2
        return
    method, path, code = response.request.method, response.request.url.path, code_of(response)
    for (named, route), codes in documented_refusals().items():
        if method == named and pattern_of(route).fullmatch(path):
            assert code in codes | OF_ANY_ROUTE, f"the contract of {method} {route} does not name {code}"


@asynccontextmanager
async def open_app(settings: Settings, database: Database, **parts: Any) -> AsyncIterator[App]:
    """Run an API process until the context ends. `parts` go to `build_services`, instead of what it would open."""
    clock = FrozenClock(now())  # not an earlier time, because PostgreSQL has a clock of its own

    def monotonic() -> float:
        return clock.now().timestamp()

    async with build_services(settings, clock=clock, database=database, monotonic=monotonic, **parts) as services:
        services.limits = Limits(None, limits_of(settings))
        fastapi = _idle.pop() if _idle and settings.public_url == PUBLIC_URL else build_app(services)
        fastapi.state.services = services
        transport = httpx2.ASGITransport(app=fastapi)
        async with httpx2.AsyncClient(
            transport=transport, base_url=settings.public_url, event_hooks={"response": [require_documented]}
        ) as client:
            yield App(services, clock, fastapi, transport, client)
        fastapi.state.services = None
        if settings.public_url == PUBLIC_URL:
            _idle.append(fastapi)
