"""The page of who is connected."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from chorus.core.actor import Actor
from chorus.presence.leases import Leases
from chorus.presence.read import Roster
from chorus.protocol.rpc.exchange import Caller
from chorus.routing.availability.online_users import PresentUsers
from chorus.routing.availability.routes import router
from chorus.stores import embedded
from chorus.stores.bus.memory import MemoryBus
from chorus.stores.postgres.database import Database
from chorus.stores.redis.client import Redis


@pytest.fixture
async def redis(valkey: embedded.Valkey) -> AsyncIterator[Redis]:
    """A client of the shared server."""
    redis = Redis(valkey.url)
    yield redis
    await redis.close()


async def presence(actor: Actor, database: Database, redis: Redis) -> dict[str, Any]:
    """The page as this actor sees it."""
    app = FastAPI()
    app.include_router(router)
    app.state.services = SimpleNamespace(duty=PresentUsers(database, Roster(redis)))
    for route in router.routes:
        for dependency in route.dependant.dependencies:  # type: ignore[attr-defined]
            if dependency.name == "actor":
                app.dependency_overrides[dependency.call] = lambda: actor
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        found: dict[str, Any] = (await client.get("/v1/presence")).json()
        return found


async def test_who_is_connected_has_the_declared_status(
    database: Database, redis: Redis, ada: Actor, ben: Actor
) -> None:
    leases = Leases(redis, MemoryBus())
    leases.start()
    leases.arrived(Caller("agent", ada.tenant_id, ada.id, "agent"), None)
    for _ in range(200):
        page = await presence(ada, database, redis)
        status = {item["userId"]: (item["status"], item["isConnected"]) for item in page["items"]}
        if status[str(ada.id)][1]:
            break
    assert status[str(ben.id)] == ("offline", False)
    assert status[str(ada.id)][1]
    assert status[str(ada.id)][0] in {"available", "busy", "away"}
    assert page["isApproximate"] is False
    await leases.stop()
