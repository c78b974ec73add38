"""The bus over a real server, which may go away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from typing_extensions import override

from chorus.core.ids import new_id
from chorus.stores import embedded
from chorus.stores.bus.port import Bus
from chorus.stores.bus.redis import RedisBus, channel_of
from chorus.stores.redis.client import Redis
from load.faults.fault_proxy import Address, fault_proxy
from tests.conformance.bus import BusConformance, Inbox, MakeBus, envelopes


class TestRedisBus(BusConformance):
    """Conforms."""

    @pytest.fixture
    @override
    async def make_bus(self, redis_url: str) -> AsyncIterator[MakeBus]:
        made: list[tuple[RedisBus, Redis]] = []

        async def make() -> Bus:
            redis = Redis(redis_url, timeout_seconds=2)  # others use this machine too
            made.append((RedisBus(redis), redis))
            return made[-1][0]

        yield make
        for bus, redis in made:
            await bus.close()
            await redis.close()


async def test_without_a_server_nothing_raises_and_nothing_waits_long(tmp_path: Path) -> None:
    redis = Redis(f"unix://{tmp_path}/nobody.sock")
    bus = RedisBus(redis)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await bus.follow(["tenant:1"])
    for _ in range(5):
        await bus.publish(envelopes("tenant:1", 100))
        await asyncio.sleep(0.01)
    assert loop.time() - began < 1
    assert not bus.is_healthy
    assert bus.lost > 0
    await bus.close()
    await redis.close()


async def test_it_comes_back_by_itself_and_follows_again(tmp_path: Path) -> None:
    topic, data = f"conversation:{new_id()}:agents", tmp_path / "vk"
    async with embedded.valkey(data) as server:
        redis = Redis(server.url, timeout_seconds=2)
        bus = RedisBus(redis)
        inbox = Inbox(bus)
        await bus.follow([topic])
        await bus.publish(envelopes(topic, 1))
        await inbox.has(1)
    await wait_until(lambda: not bus.is_healthy)
    await bus.publish(envelopes(topic, 1, 2))
    async with embedded.valkey(data) as server:
        assert server.url == redis.url
        await wait_until(lambda: bus.is_healthy)
        await bus.publish(envelopes(topic, 1, 3))
        # What was published meanwhile is lost, and nobody said otherwise.
        assert [envelope.position for envelope in await inbox.has(2)] == [1, 3]
        await bus.close()
        await redis.close()


async def test_a_line_that_answers_late_is_not_healthy_until_it_is_quick_again(
    valkey: embedded.Valkey, tmp_path: Path
) -> None:
    async with fault_proxy(Address(path=str(valkey.path)), path=str(tmp_path / "r")) as proxy:
        redis = Redis(f"unix://{tmp_path}/r")
        bus = RedisBus(redis)
        await bus.follow([f"conversation:{new_id()}:agents"])
        await wait_until(lambda: bus.is_healthy)
        proxy.faults.latency_seconds = 0.3
        await wait_until(lambda: not bus.is_healthy)
        # As metrics do, from a thread without an event loop.
        assert not await asyncio.to_thread(lambda: bus.is_healthy)
        proxy.heal()
        await wait_until(lambda: bus.is_healthy)
        await bus.close()
        await redis.close()


async def test_a_payload_from_elsewhere_harms_nobody(valkey: embedded.Valkey) -> None:
    redis = Redis(valkey.url, timeout_seconds=2)
    bus = RedisBus(redis)
    inbox, topic = Inbox(bus), f"conversation:{new_id()}:agents"
    await bus.follow([topic])
    await redis.run(lambda client: client.publish(f"chorus:{channel_of(topic)}", b"not msgpack"))
    await bus.publish(envelopes(topic, 1))
    assert len(await inbox.has(1)) == 1
    await bus.close()
    await redis.close()


async def wait_until(fact: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not fact():
            await asyncio.sleep(0.01)
