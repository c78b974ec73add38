"""Finds the people whose lease has ended and tells their colleagues. One process does it at a time."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog

from chorus.core.ids import new_id
from chorus.presence.broadcast import USERS_MAX, PresenceBroadcaster
from chorus.presence.keys import LOCK, SWEEP, SWEEPER, TENANTS, people_of
from chorus.presence.leases import TTL_SECONDS
from chorus.presence.person import person_named
from chorus.stores.bus.port import Bus
from chorus.stores.redis.client import Client, Redis, RedisAway

log = structlog.get_logger(__name__)

EVERY_SECONDS = 1.0
LOCK_MS = 5_000


class Sweeper:
    """Any number may run; the one that holds the lock sweeps.

    After its start and after an outage it waits for one lease's time: gateways first renew what Redis may have
    forgotten or kept too old, and nobody is declared gone who is not.
    """

    def __init__(self, redis: Redis, bus: Bus, *, ttl_seconds: float = TTL_SECONDS) -> None:
        self._redis = redis
        self._news = PresenceBroadcaster(bus)
        self._ttl_seconds = ttl_seconds
        self._id = str(new_id())
        self._quiet_until = 0.0

    async def run(self) -> None:
        """Run for as long as the process lives."""
        self.be_quiet()
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look()
            except RedisAway:
                self.be_quiet()
            except Exception:
                log.exception("sweep.failed")

    def be_quiet(self) -> None:
        """Declare nobody gone for one lease's time."""
        self._quiet_until = time.monotonic() + self._ttl_seconds

    async def look(self) -> int:
        """Sweep once. Return the number of people found disconnected."""
        gone = await self._look()
        await self._news.tell()
        return gone

    async def _look(self) -> int:
        if not await self._redis.run(lambda client: _eval(client, LOCK, SWEEPER, self._id, LOCK_MS)):
            return 0
        if time.monotonic() < self._quiet_until:
            return 0
        tenants = [UUID(name.decode()) for name in await self._redis.run(_tenants)]
        return sum([await self._sweep(tenants[start : start + 200]) for start in range(0, len(tenants), 200)])

    async def _sweep(self, tenants: Sequence[UUID]) -> int:
        async def work(client: Client) -> list[Any]:
            pipeline: Any = client.pipeline(transaction=False)
            for tenant_id in tenants:
                pipeline.eval(SWEEP, 1, people_of(tenant_id), USERS_MAX)
            for tenant_id in tenants:
                pipeline.zcard(people_of(tenant_id))
            found: list[Any] = await pipeline.execute()
            return found

        found = await self._redis.run(work)
        gone = [
            person_named(tenant_id, member)
            for tenant_id, members in zip(tenants, found[: len(tenants)], strict=True)
            for member in members
        ]
        empty = [str(tenant_id) for tenant_id, left in zip(tenants, found[len(tenants) :], strict=True) if not left]
        if empty:
            # Somebody who came just now is put back with the next beat.
            await self._redis.run(lambda client: client.srem(TENANTS, *empty))
        self._news.add(gone, is_online=False)
        return len(gone)


async def _tenants(client: Client) -> list[bytes]:
    untyped: Any = client
    found: list[bytes] = list(await untyped.smembers(TENANTS))
    return found


async def _eval(client: Client, script: str, key: str, *arguments: str | int) -> int:
    return int(await client.eval(script, 1, key, *map(str, arguments)))
