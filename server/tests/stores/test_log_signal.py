"""PostgreSQL wakes whoever waits for the log to grow."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic

import asyncpg
import pytest

from chorus.stores import embedded
from chorus.stores.log_signal import LogSignal


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, five seconds at most."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def signal(postgres: embedded.Postgres) -> AsyncIterator[LogSignal]:
    """One that listens."""
    signal = LogSignal(postgres.app_url)
    await signal.grown_since(0, 0.01)
    await until(lambda: signal.is_listening)
    yield signal
    await signal.stop()


@pytest.fixture
async def notify(postgres: embedded.Postgres) -> AsyncIterator[asyncpg.Connection]:
    """A connection to tell and to disturb with."""
    connection = await asyncpg.connect(postgres.admin_url.replace("/postgres?", "/chorus?"))
    yield connection
    await connection.close()


async def test_a_notification_ends_the_wait(signal: LogSignal, notify: asyncpg.Connection) -> None:
    began, count = monotonic(), signal.count
    waiting = asyncio.create_task(signal.grown_since(count, 5))
    await asyncio.sleep(0)
    await notify.execute("NOTIFY chorus_log")
    await waiting
    assert monotonic() - began < 2
    assert signal.count > count


async def test_what_came_before_the_wait_began_counts(signal: LogSignal, notify: asyncpg.Connection) -> None:
    count = signal.count
    await notify.execute("NOTIFY chorus_log")
    await until(lambda: signal.count > count)
    async with asyncio.timeout(0.5):
        await signal.grown_since(count, 5)


async def test_without_news_the_wait_ends_by_itself(signal: LogSignal) -> None:
    async with asyncio.timeout(1):
        await signal.grown_since(signal.count, 0.05)


async def test_it_listens_again_after_its_connection_was_cut(signal: LogSignal, notify: asyncpg.Connection) -> None:
    count = signal.count
    await notify.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
    )
    await until(lambda: signal.count >= count + 2)  # it lost the line, and has another
    await until(lambda: signal.is_listening)
    count = signal.count
    await notify.execute("NOTIFY chorus_log")
    await until(lambda: signal.count > count)
