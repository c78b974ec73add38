"""What tests of presence share: one who works there, and waiting for facts."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from chorus.core.ids import new_id
from chorus.presence.read import who_is_online
from chorus.protocol.rpc.exchange import Caller
from chorus.stores.redis.client import Redis

TTL = 2.0


def ada(tenant_id: UUID) -> Caller:
    """Ada, agent."""
    return Caller("agent", tenant_id, new_id(), "agent", "Ada")


async def until(fact: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not fact():
            await asyncio.sleep(0.01)


async def is_online(redis: Redis, tenant_id: UUID, person_id: UUID) -> bool:
    """Ask."""
    online = await who_is_online(redis, tenant_id)
    return person_id in online.users | online.customers


async def until_online(redis: Redis, who: Caller, *, expected: bool, seconds: float = 30) -> None:
    """Wait until presence says so."""
    async with asyncio.timeout(seconds):
        while await is_online(redis, who.tenant_id, who.id) is not expected:
            await asyncio.sleep(0.01)
