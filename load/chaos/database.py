"""PostgreSQL dies, is slow, refuses, keeps everybody waiting, or has no room left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from load.chaos.outcome import BREAKER_SECONDS, Measured, chat_on
from load.chaos.small_disk import MIB, require_small
from load.ordeal import Crowd
from load.stack import Stack

# What a process may need on top while it refuses: a full queue of messages, and no more.
GROWTH_MIB = 64


async def postgres_killed(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGKILL; it is started again and recovers."""
    stack.kill_postgres()
    back = await people.more(60)
    await asyncio.sleep(seconds)
    return [Measured("60 messages acknowledged after", back, "s", 15)]


async def postgres_slow(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """200 ms to PostgreSQL and back."""
    stack.proxies["postgres"].faults.latency_seconds = 0.1
    before = _memory(stack)
    await asyncio.sleep(seconds)
    stack.proxies["postgres"].heal()
    return [_growth(stack, before)]


async def postgres_full(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """It has no connection for us: those that were open are ended, new ones refused."""
    before, errors = _memory(stack), people.errors("server.unavailable")
    async with _as_superuser(stack) as connection:
        await connection.execute("ALTER ROLE chorus_app CONNECTION LIMIT 0")
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'chorus_app'"
            )
            await asyncio.sleep(seconds)
            unclear = await _unclear(people, errors)
            growth = _growth(stack, before)
        finally:
            await connection.execute("ALTER ROLE chorus_app CONNECTION LIMIT -1")
    return [unclear, growth, await _back(people)]


async def pool_exhausted(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Somebody locks the table of messages, so that every connection waits, then all who want one."""
    before, errors = _memory(stack), people.errors("server.")
    async with _as_superuser(stack) as connection, connection.transaction():
        await connection.execute("LOCK TABLE messages")
        # Who comes back asks for what it missed, which is in the table.
        stack.proxies["gateway-1"].reset()
        await asyncio.sleep(seconds)
        growth = _growth(stack, before)
        # A client is told after ten seconds; until then it is the lock that may go.
        told = [await _unclear(people, errors)] if seconds > 12 else []
    return [*told, growth, await _back(people)]


async def redis_away_and_a_long_transaction(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Somebody's transaction stays open meanwhile; readers of the log may not wait for it."""
    connection = await asyncpg.connect(stack.postgres.app_url)
    stack.proxies["redis"].cut()
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_current_xact_id()")
            await asyncio.sleep(BREAKER_SECONDS)
            without = await chat_on(people, seconds, "beside a long transaction")
    finally:
        await connection.close()
        stack.proxies["redis"].heal()
    return [without]


async def disk_full(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """PostgreSQL's disk has no room left, for a while; what was acknowledged stays, what was not is said again."""
    before, errors = _memory(stack), _told(people)
    ballast = stack.disk / "ballast"
    require_small(stack.disk)  # any other disk has other users
    try:
        _fill(ballast)
        async with asyncio.timeout(60):
            while _told(people) == errors:
                await asyncio.sleep(0.1)
                _fill(ballast)
        await asyncio.sleep(seconds)
        growth = _growth(stack, before)
    finally:
        ballast.unlink(missing_ok=True)
    return [growth, await _back(people)]


def _told(people: Crowd) -> int:
    return people.errors("server.unavailable") + people.errors("storage.full")


def _fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        for _ in range(MIB * 16):  # never more than the whole of it
            file.write(bytes(64 * 1024))


async def _back(people: Crowd) -> Measured:
    return Measured("60 messages acknowledged after the end of it", await people.more(60), "s", 15)


async def _unclear(people: Crowd, before: int) -> Measured:
    """Nobody could be served: so many were told neither why nor when to come again."""
    told = people.errors("server.") - before
    return Measured("left without a clear answer", 0 if told else 1, "crowds", 0)


def _memory(stack: Stack) -> dict[str, int]:
    return {name: stack.memory_kib(name) for name in stack.processes if name not in stack.ended()}


def _growth(stack: Stack, before: dict[str, int]) -> Measured:
    now = _memory(stack)
    grown = max(now[name] - kib for name, kib in before.items() if name in now)
    return Measured("memory grown by", grown / 1_024, "MiB", GROWTH_MIB)


@asynccontextmanager
async def _as_superuser(stack: Stack) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(stack.postgres.url("postgres"))
    try:
        yield connection
    finally:
        await connection.close()
