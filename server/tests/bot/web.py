"""A client at the door of some routes, as whoever asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from fastapi import APIRouter, FastAPI

from chorus.core.actor import Actor
from chorus.core.clock import SystemClock
from chorus.http import errors
from chorus.identity.services import Auth, build_auth
from chorus.identity.settings import LIMITS
from chorus.knowledge.documents.add import Shelf
from chorus.knowledge.index import Knowledge
from chorus.stores.counters.limits import Limits
from chorus.stores.postgres.database import Database
from tests.identity.house import auth_settings


@dataclass
class Services:
    """What the routes find in their process."""

    auth: Auth
    database: Database
    knowledge: Knowledge
    limits: Limits
    shelf: Shelf = field(default_factory=Shelf)


@dataclass
class Web:
    """Requests with a real token."""

    services: Services
    client: httpx2.AsyncClient

    async def ask(self, actor: Actor, method: str, path: str, **request: Any) -> httpx2.Response:
        """As that person."""
        token = self.services.auth.tokens.sign(actor).token
        return await self.client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **request)


@asynccontextmanager
async def open_web(database: Database, knowledge: Knowledge, *routers: APIRouter) -> AsyncIterator[Web]:
    """One API process with these routes."""
    auth = build_auth(auth_settings(), database, SystemClock())
    app = FastAPI()
    errors.install(app)
    for router in routers:
        app.include_router(router)
    services = Services(auth, database, knowledge, Limits(None, LIMITS))
    app.state.services = services
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://chorus.test") as client:
        yield Web(services, client)
    auth.passwords.close()


def code_of(response: httpx2.Response) -> str:
    """The code of a refusal."""
    return str(response.json()["error"]["code"])
