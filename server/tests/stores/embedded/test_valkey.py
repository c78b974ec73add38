"""The embedded Valkey, as it is."""

import asyncio
import os
import signal
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chorus.stores import embedded
from tests.stores.embedded.conftest import until


async def test_it_speaks_the_redis_protocol_on_a_socket_alone(tmp_path: Path) -> None:
    async with embedded.valkey(tmp_path / "data") as server, Redis.from_url(server.url) as redis:
        assert await redis.ping()
        assert await redis.config_get("port") == {"port": "0"}


async def test_what_was_written_survives_a_restart(tmp_path: Path) -> None:
    async with embedded.valkey(tmp_path / "data") as server, Redis.from_url(server.url) as redis:
        await redis.set("kept", "42")
    async with embedded.valkey(tmp_path / "data") as server, Redis.from_url(server.url) as redis:
        assert await redis.get("kept") == b"42"


async def test_crashed_server_comes_back_with_what_was_written(tmp_path: Path) -> None:
    async with embedded.valkey(tmp_path / "data") as server:
        async with Redis.from_url(server.url) as redis:
            await redis.set("kept", "42")
        crashed = server.supervisor.pid
        os.kill(crashed, signal.SIGKILL)
        await until(lambda: server.supervisor.pid != crashed)
        async with asyncio.timeout(20), Redis.from_url(server.url) as redis:
            while not await answers(redis):
                await asyncio.sleep(0.02)
            assert await redis.get("kept") == b"42"


async def answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except RedisError:
        return False
