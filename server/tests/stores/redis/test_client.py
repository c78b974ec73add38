"""Redis behind its breaker: a real server, one that is gone, and one that does not answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chorus.stores import embedded
from chorus.stores.redis.client import Client, Redis, RedisAway


async def ping(client: Client) -> bool:
    """Something to ask."""
    return bool(await client.ping())


@dataclass
class Silent:
    """A server that accepts and never answers."""

    url: str
    held: list[asyncio.StreamWriter] = field(default_factory=list)

    async def hold(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Keep a connection."""
        self.held.append(writer)


@pytest.fixture
async def silent(tmp_path: Path) -> AsyncIterator[Silent]:
    found = Silent(f"unix://{tmp_path}/silent.sock")
    server = await asyncio.start_unix_server(found.hold, tmp_path / "silent.sock")
    yield found
    server.close()
    for writer in found.held:
        writer.close()


async def test_it_answers(valkey: embedded.Valkey) -> None:
    redis = Redis(valkey.url, timeout_seconds=2)
    assert await redis.run(ping)
    assert redis.is_healthy
    await redis.close()


async def test_three_failures_open_the_breaker_and_then_nothing_waits(silent: Silent) -> None:
    redis = Redis(silent.url, timeout_seconds=0.05)
    for _ in range(3):
        with pytest.raises(RedisAway):
            await redis.run(ping)
    assert not redis.is_healthy

    async def never(_: Client) -> bool:
        raise AssertionError("the server was asked")

    for _ in range(100):
        running = redis.run(never)
        with pytest.raises(RedisAway):
            running.send(None)  # it has ended at its first step, without giving the loop a turn
    await redis.close()


async def test_a_cancellation_that_the_library_swallows_is_heard(valkey: embedded.Valkey) -> None:
    async def swallows(_: Client) -> bool:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(10)
        return True

    redis = Redis(valkey.url, timeout_seconds=5)
    running = asyncio.create_task(redis.run(swallows))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await redis.close()


async def test_a_probe_closes_it_when_the_server_is_back(tmp_path: Path) -> None:
    data = tmp_path / "vk"
    async with embedded.valkey(data) as server:
        redis = Redis(server.url, timeout_seconds=0.1)
        assert await redis.run(ping)
    for _ in range(3):
        with pytest.raises(RedisAway):
            await redis.run(ping)
    assert not redis.is_healthy
    async with embedded.valkey(data) as server:
        assert server.url == redis.url
        async with asyncio.timeout(30):
            while not redis.is_healthy:
                await asyncio.sleep(0.02)
        assert await redis.run(ping)
    await redis.close()
