"""Who is there, over a real server that goes and comes back empty."""

import shutil
from pathlib import Path

from chorus.core.ids import new_id
from chorus.presence.leases import Leases
from chorus.presence.read import OnlineUsers
from chorus.stores import embedded
from chorus.stores.bus.memory import MemoryBus
from chorus.stores.redis.client import Redis
from tests.presence.people import ada, until


async def test_who_was_there_before_an_outage_is_there_until_redis_knows_again(tmp_path: Path) -> None:
    tenant_id = new_id()
    data, who = tmp_path / "vk", ada(tenant_id)
    async with embedded.valkey(data) as server:
        redis = Redis(server.url, timeout_seconds=0.1)
        leases, roster = Leases(redis, MemoryBus()), OnlineUsers(redis)
        leases.arrived(who, None)
        await leases._write_changes()
        assert (await roster.who_is_online(tenant_id)).users == {who.id}
    while redis.is_healthy:
        assert (await roster.who_is_online(tenant_id)).is_approximate
    shutil.rmtree(data / "valkey")
    async with embedded.valkey(data):
        await until(lambda: redis.is_healthy)
        empty = await roster.who_is_online(tenant_id)
        assert (set(empty.users), empty.is_approximate) == ({who.id}, True)
        await leases._beat()
        found = await roster.who_is_online(tenant_id)
        assert (set(found.users), found.is_approximate) == ({who.id}, False)
        await leases.stop()
        await redis.close()
