"""The nouns around a conversation with their routes, on a real database and a real disk, and clients at the door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI

from chorus.chat.attachments.routes import router as attachments
from chorus.chat.canned_replies.routes import router as canned_replies
from chorus.chat.customers.routes import router as customers
from chorus.chat.customers.widget_routes import router as widget
from chorus.chat.inboxes.routes import router as inboxes
from chorus.chat.labels.routes import router as labels
from chorus.chat.limits import LIMITS
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.routes import router as messages
from chorus.chat.search.routes import router as search
from chorus.core.actor import Actor
from chorus.core.clock import FrozenClock, now
from chorus.http import errors
from chorus.http.middleware import Frame
from chorus.identity.services import Auth, build_auth
from chorus.identity.settings import LIMITS as AUTH_LIMITS
from chorus.identity.tenants.routes import router as tenants
from chorus.llm.usage.routes import router as usage
from chorus.routing.assignments.routes import router as assignments
from chorus.routing.escalations.dispatch_offers import OfferRules
from chorus.stores.blobs.disk import DiskBlobs
from chorus.stores.blobs.port import Blobs
from chorus.stores.counters.limits import Limits
from chorus.stores.postgres.database import Database
from tests.identity.house import auth_settings

ROUTERS: tuple[APIRouter, ...] = (
    assignments,
    attachments,
    canned_replies,
    customers,
    widget,
    inboxes,
    labels,
    messages,
    search,
    tenants,
    usage,
)

BYTES_MAX = 25 * 1024 * 1024


@dataclass
class Desk:
    """One API process."""

    auth: Auth
    database: Database
    writer: MessageWriter
    limits: Limits
    blobs: Blobs
    clock: FrozenClock
    client: httpx2.AsyncClient
    app: FastAPI
    attachment_max_bytes: int = BYTES_MAX
    attachment_bytes_per_tenant: int = 100 * BYTES_MAX
    offer_rules: OfferRules = field(default_factory=OfferRules)

    def token_of(self, actor: Actor) -> str:
        """A token for somebody; how one gets it is auth's business."""
        return self.auth.tokens.sign(actor).token

    async def ask(self, method: str, path: str, actor: Actor | None = None, **request: Any) -> httpx2.Response:
        """As that person, or as nobody."""
        headers = dict(request.pop("headers", {}))
        if actor is not None:
            headers["Authorization"] = f"Bearer {self.token_of(actor)}"
        return await self.client.request(method, path, headers=headers, **request)

    async def get(self, path: str, actor: Actor | None = None, **request: Any) -> httpx2.Response:
        """GET."""
        return await self.ask("GET", path, actor, **request)

    async def post(self, path: str, actor: Actor | None = None, **request: Any) -> httpx2.Response:
        """POST."""
        return await self.ask("POST", path, actor, **request)

    async def patch(self, path: str, actor: Actor | None = None, **request: Any) -> httpx2.Response:
        """PATCH."""
        return await self.ask("PATCH", path, actor, **request)

    async def delete(self, path: str, actor: Actor | None = None, **request: Any) -> httpx2.Response:
        """DELETE."""
        return await self.ask("DELETE", path, actor, **request)

    async def all_pages(self, path: str, actor: Actor, **params: Any) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            answer = await self.get(path, actor, params={**params, **({"cursor": cursor} if cursor else {})})
            assert answer.status_code == 200, answer.text
            items += answer.json()["items"]
            cursor = answer.json()["nextCursor"]
            if cursor is None:
                return items


def code_of(response: httpx2.Response) -> str:
    """The code of a refusal."""
    return str(response.json()["error"]["code"])


@asynccontextmanager
async def open_desk(database: Database, directory: Path) -> AsyncIterator[Desk]:
    """Its clock begins now, since PostgreSQL has its own."""
    clock = FrozenClock(now())
    auth = build_auth(auth_settings(), database, clock)
    app = FastAPI()
    errors.install(app)
    app.add_middleware(Frame)
    for router in ROUTERS:
        app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=auth.settings.public_url) as client:
        limits = Limits(None, {**AUTH_LIMITS, **LIMITS})
        writer = MessageWriter(database)
        writer.start()
        desk = Desk(auth, database, writer, limits, DiskBlobs(directory / "blobs"), clock, client, app)
        app.state.services = desk
        yield desk
        await writer.stop()
    auth.passwords.close()


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    """Open to everyone with a token."""
    async with open_desk(database, tmp_path) as desk:
        yield desk
