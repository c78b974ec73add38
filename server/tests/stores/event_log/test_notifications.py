"""PostgreSQL wakes whoever waits for the log to grow."""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from chorus.stores import embedded
from chorus.stores.event_log.notifications import LogListener, LogNotifier


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, five seconds at most."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def growth(postgres: embedded.Postgres) -> AsyncIterator[LogListener]:
    """One that listens."""
    growth = LogListener(postgres.app_url)
    await growth.wait_for_change(0, 0.01)
    await until(lambda: growth.is_listening)
    yield growth
    await growth.stop()


@pytest.fixture
async def notify(postgres: embedded.Postgres) -> AsyncIterator[asyncpg.Connection]:
    """A connection to tell and to disturb with."""
    connection = await asyncpg.connect(postgres.admin_url.replace("/postgres?", "/chorus?"))
    yield connection
    await connection.close()


async def test_a_notification_ends_the_wait(growth: LogListener, notify: asyncpg.Connection) -> None:
    count = growth.count
    waiting = asyncio.create_task(growth.wait_for_change(count, 600))
    await asyncio.sleep(0)
    await notify.execute("NOTIFY chorus_log")
    async with asyncio.timeout(60):
        await waiting
    assert growth.count > count


async def test_what_came_before_the_wait_began_counts(growth: LogListener, notify: asyncpg.Connection) -> None:
    count = growth.count
    await notify.execute("NOTIFY chorus_log")
    await until(lambda: growth.count > count)
    async with asyncio.timeout(60):
        await growth.wait_for_change(count, 600)


async def test_without_news_the_wait_ends_by_itself(growth: LogListener) -> None:
    async with asyncio.timeout(60):
        await growth.wait_for_change(growth.count, 0.05)


async def test_it_listens_again_after_its_connection_was_cut(growth: LogListener, notify: asyncpg.Connection) -> None:
    count = growth.count
    await notify.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
    )
    await until(lambda: growth.count >= count + 2)  # it lost the line, and has another
    await until(lambda: growth.is_listening)
    count = growth.count
    await notify.execute("NOTIFY chorus_log")
    await until(lambda: growth.count > count)


async def test_what_is_told_many_times_at_once_is_heard(growth: LogListener, postgres: embedded.Postgres) -> None:
    async with asyncpg.create_pool(postgres.app_url, min_size=1, max_size=1) as pool:
        teller, count = LogNotifier(pool), growth.count
        waiting = asyncio.create_task(growth.wait_for_change(count, 600))
        for _ in range(1_000):
            teller.grown()
        async with asyncio.timeout(30):
            await waiting
        heard = growth.count
        teller.grown()
        await until(lambda: growth.count > heard)
        await teller.stop()
    assert growth.count - count < 1_000
