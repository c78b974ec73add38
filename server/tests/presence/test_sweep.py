"""Who is gone is found by one process at a time."""

import asyncio
from uuid import UUID

from chorus.presence.leases import Leases
from chorus.presence.sweep import Sweeper
from chorus.stores.redis.client import Redis
from tests.presence.conftest import Feed
from tests.presence.people import ada, until_online


async def test_a_sweeper_that_dies_is_followed_by_the_other(redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    await redis.run(lambda client: client.delete("presence:sweeper"))
    first, second, who = Sweeper(redis, feed.bus), Sweeper(redis, feed.bus), ada(tenant_id)
    await first.look()
    leases = Leases(redis, feed.bus, ttl_seconds=0.01)
    leases.arrived(who, None)
    await leases._write_changes()
    await until_online(redis, who, expected=False)
    assert await second.look() == 0  # the first has the lock, and is heard of no more
    async with asyncio.timeout(30):
        while not await second.look():
            await asyncio.sleep(0.1)
    assert feed.statuses(who.id) == ["offline"]
    assert await first.look() == 0


async def test_one_process_sweeps_at_a_time(redis: Redis, feed: Feed) -> None:
    await redis.run(lambda client: client.delete("presence:sweeper"))
    first, second = Sweeper(redis, feed.bus), Sweeper(redis, feed.bus)
    await first.look()
    holder = await redis.run(lambda client: client.get("presence:sweeper"))
    await second.look()
    assert await redis.run(lambda client: client.get("presence:sweeper")) == holder


async def test_a_sweeper_that_just_began_declares_nobody_gone(redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    who = ada(tenant_id)
    leases = Leases(redis, feed.bus, ttl_seconds=0.01)
    leases.arrived(who, None)
    await leases._write_changes()
    await until_online(redis, who, expected=False)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    sweeper = Sweeper(redis, feed.bus, ttl_seconds=60)
    sweeper.be_quiet()
    assert await sweeper.look() == 0
    assert "offline" not in feed.statuses(who.id)
