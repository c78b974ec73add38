"""The page of who is connected."""

from typing import Any

from chorus.core.actor import Actor
from chorus.presence.leases import Leases
from chorus.protocol.rpc.exchange import Caller
from chorus.stores.bus.memory import MemoryBus
from tests.app import App


async def presence(app: App, actor: Actor) -> dict[str, Any]:
    """The page as this actor sees it."""
    found: dict[str, Any] = (await app.get("/v1/presence", actor)).json()
    return found


async def test_who_is_connected_has_the_declared_status(app: App, ada: Actor, ben: Actor) -> None:
    leases = Leases(app.services.redis, MemoryBus())
    leases.start()
    leases.arrived(Caller("agent", ada.tenant_id, ada.id, "agent"), None)
    for _ in range(200):
        page = await presence(app, ada)
        status = {item["userId"]: (item["status"], item["isConnected"]) for item in page["items"]}
        if status[str(ada.id)][1]:
            break
    assert status[str(ben.id)] == ("offline", False)
    assert status[str(ada.id)][1]
    assert status[str(ada.id)][0] in {"available", "busy", "away"}
    assert page["isApproximate"] is False
    await leases.stop()
