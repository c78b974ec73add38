"""Who is online, over a real server: several tabs, several gateways, a killed one, and Redis away."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from chorus.core.ids import new_id
from chorus.presence.leases import Leases
from chorus.presence.read import OnlineUsers, who_is_online
from chorus.presence.sweep import Sweeper
from chorus.protocol.rpc.exchange import Caller
from chorus.stores import embedded
from chorus.stores.redis.client import Redis, RedisAway
from tests.presence.conftest import Feed
from tests.presence.people import TTL, ada, is_online, until, until_online


async def test_several_tabs_are_one_person(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    leases, who = start(), ada(tenant_id)
    for _ in range(3):
        leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    leases.left(who, None)
    leases.left(who, None)
    await asyncio.sleep(TTL * 2)
    assert await is_online(redis, tenant_id, who.id)
    assert feed.statuses(who.id) == ["online"]
    leases.left(who, None)
    await until_online(redis, who, expected=False)


async def test_who_is_on_two_gateways_stays_while_one_of_them_has_them(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    here, there, who = start(), start(), ada(tenant_id)
    here.arrived(who, None)
    there.arrived(who, None)
    await until_online(redis, who, expected=True)
    here.left(who, None)
    await asyncio.sleep(TTL * 2)
    assert await is_online(redis, tenant_id, who.id)
    assert feed.statuses(who.id) == ["online"]


async def test_a_killed_gateway_leaves_nobody_online(redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    leases, who = Leases(redis, feed.bus, ttl_seconds=TTL), ada(tenant_id)
    leases.start()
    leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    await until(lambda: feed.statuses(who.id) == ["online"])
    task = leases._task
    assert task is not None
    task.cancel()  # no goodbye
    await until_online(redis, who, expected=False)
    sweeper = Sweeper(redis, feed.bus, ttl_seconds=TTL)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    assert await sweeper.look() >= 1
    assert feed.statuses(who.id) == ["online", "offline"]


async def test_a_reload_is_no_news(start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    leases, who = start(), ada(tenant_id)
    leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    leases.left(who, None)
    leases.arrived(who, None)
    await asyncio.sleep(TTL * 1.5)
    assert await is_online(redis, tenant_id, who.id)
    assert feed.statuses(who.id) == ["online"]


async def test_agents_see_the_customer_of_their_conversation_come_and_go(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    conversation_id = new_id()
    await feed.bus.follow([f"conversation:{conversation_id}:agents"])
    leases, bao = start(), Caller("customer", tenant_id, new_id())
    leases.arrived(bao, conversation_id)
    await until(lambda: feed.statuses(bao.id) == ["online"])
    leases.left(bao, conversation_id)
    await until_online(redis, bao, expected=False)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    await Sweeper(redis, feed.bus).look()
    assert feed.statuses(bao.id) == ["online", "offline"]


async def test_another_tenants_people_are_not_shown(start: Callable[[], Leases], redis: Redis, tenant_id: UUID) -> None:
    leases, who = start(), ada(tenant_id)
    leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    assert not (await who_is_online(redis, new_id())).users


async def test_while_redis_is_away_the_last_known_holds_and_nobody_is_declared_gone(
    tmp_path: Path, feed: Feed, tenant_id: UUID
) -> None:
    data, who, late = tmp_path / "vk", ada(tenant_id), ada(tenant_id)
    async with embedded.valkey(data) as server:
        redis = Redis(server.url, timeout_seconds=0.1)
        leases, roster = Leases(redis, feed.bus, ttl_seconds=TTL), OnlineUsers(redis)
        sweeper = Sweeper(redis, feed.bus, ttl_seconds=TTL)
        sweeping = asyncio.create_task(sweeper.run())
        leases.start()
        leases.arrived(who, None)
        await until_online(redis, who, expected=True)
        assert (await roster.who_is_online(tenant_id)).users == {who.id}
    await asyncio.sleep(TTL * 2)
    held = await roster.who_is_online(tenant_id)
    assert held.users == {who.id}
    assert held.is_approximate
    leases.arrived(late, None)
    await until(lambda: feed.statuses(late.id) == ["online"])
    assert json.loads(feed.envelopes[-1].body)["approximate"] is True
    with pytest.raises(RedisAway):
        await who_is_online(redis, tenant_id)
    for path in data.glob("**/appendonlydir"):
        shutil.rmtree(path)  # it comes back empty
    async with embedded.valkey(data):
        await until(lambda: redis.is_healthy)
        await until_online(redis, who, expected=True)
        await until_online(redis, late, expected=True)
        await asyncio.sleep(TTL * 2)
        assert "offline" not in feed.statuses(who.id) + feed.statuses(late.id)
        assert not (await roster.who_is_online(tenant_id)).is_approximate
        sweeping.cancel()
        await leases.stop()
        await redis.close()
