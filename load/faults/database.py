"""PostgreSQL crashes, is slow, refuses connections, blocks, or runs out of disk space."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from load.clients.traffic_generator import TrafficGenerator
from load.faults.scenario import FALLBACK_SECONDS, Measurement, measure_delivery
from load.faults.small_disk import MIB, require_small
from load.stack.stack import Stack

# What a process may need while it refuses: a full message queue, and no more.
GROWTH_MIB = 64


async def postgres_killed(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """PostgreSQL is killed with SIGKILL; its supervisor restarts it and it recovers."""
    stack.kill_postgres()
    back = await traffic.wait_for_acknowledgements(60)
    await asyncio.sleep(seconds)
    return [Measurement("60 messages acknowledged after", back, "s", 15)]


async def postgres_slow(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """PostgreSQL answers with 200 ms of network latency."""
    stack.proxies["postgres"].faults.latency_seconds = 0.1
    before = _memory(stack)
    await asyncio.sleep(seconds)
    stack.proxies["postgres"].heal()
    return [_memory_growth(stack, before)]


async def postgres_refuses_connections(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """PostgreSQL has no free connection: open ones are terminated, new ones refused."""
    before, errors = _memory(stack), traffic.errors("server.unavailable")
    async with _as_superuser(stack) as connection:
        await connection.execute("ALTER ROLE chorus_app CONNECTION LIMIT 0")
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'chorus_app'"
            )
            await asyncio.sleep(seconds)
            unclear = await _without_clear_answer(traffic, errors)
            growth = _memory_growth(stack, before)
        finally:
            await connection.execute("ALTER ROLE chorus_app CONNECTION LIMIT -1")
    return [unclear, growth, await _recovery(traffic)]


async def pool_exhausted(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """A lock on the messages table blocks every connection until the pool is exhausted."""
    before, errors = _memory(stack), traffic.errors("server.")
    async with _as_superuser(stack) as connection, connection.transaction():
        await connection.execute("LOCK TABLE messages")
        # A client that reconnects reads what it missed from the locked table.
        stack.proxies["gateway-1"].reset()
        await asyncio.sleep(seconds)
        growth = _memory_growth(stack, before)
        # Clients are told after ten seconds; a shorter lock may end before.
        told = [await _without_clear_answer(traffic, errors)] if seconds > 12 else []
    return [*told, growth, await _recovery(traffic)]


async def redis_stopped_in_a_long_transaction(
    stack: Stack, traffic: TrafficGenerator, seconds: float
) -> list[Measurement]:
    """A transaction stays open while Redis is gone; readers of the log must not wait for it."""
    connection = await asyncpg.connect(stack.postgres.app_url)
    stack.proxies["redis"].cut()
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_current_xact_id()")
            await asyncio.sleep(FALLBACK_SECONDS)
            without = await measure_delivery(traffic, seconds, "beside a long transaction")
    finally:
        await connection.close()
        stack.proxies["redis"].heal()
    return [without]


async def disk_full(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """The disk is full for a while: acknowledged messages stay, refused ones are retried."""
    before, errors = _memory(stack), _refusals(traffic)
    ballast = stack.disk / "ballast"
    require_small(stack.disk)  # any other disk has other users
    try:
        _fill(ballast)
        async with asyncio.timeout(60):
            while _refusals(traffic) == errors:
                await asyncio.sleep(0.1)
                _fill(ballast)
        await asyncio.sleep(seconds)
        growth = _memory_growth(stack, before)
    finally:
        ballast.unlink(missing_ok=True)
    return [growth, await _recovery(traffic)]


def _refusals(traffic: TrafficGenerator) -> int:
    return traffic.errors("server.unavailable") + traffic.errors("storage.full")


def _fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        for _ in range(MIB * 16):  # never more than the size of the disk
            file.write(bytes(64 * 1024))


async def _recovery(traffic: TrafficGenerator) -> Measurement:
    return Measurement(
        "60 messages acknowledged after the end of it", await traffic.wait_for_acknowledgements(60), "s", 15
    )


async def _without_clear_answer(traffic: TrafficGenerator, before: int) -> Measurement:
    """Check that clients were told why they were refused and when to retry."""
    told = traffic.errors("server.") - before
    return Measurement("left without a clear answer", 0 if told else 1, "runs", 0)


def _memory(stack: Stack) -> dict[str, int]:
    return {name: stack.memory_kib(name) for name in stack.processes if name not in stack.exited()}


def _memory_growth(stack: Stack, before: dict[str, int]) -> Measurement:
    now = _memory(stack)
    grown = max(now[name] - kib for name, kib in before.items() if name in now)
    return Measurement("memory grown by", grown / 1_024, "MiB", GROWTH_MIB)


@asynccontextmanager
async def _as_superuser(stack: Stack) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(stack.postgres.url("postgres"))
    try:
        yield connection
    finally:
        await connection.close()
