"""A log that went back gets a new epoch, once, whichever way it was restored; and for nothing else."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import psycopg
import pytest

from chorus.chat.log.read import LogReader, read_heads, read_missed
from chorus.core.actor import Actor
from chorus.core.errors import UnavailableError
from chorus.stores import embedded
from chorus.stores.event_log.state import LogWatch, Mark, RedisMark, fault_of, look
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from chorus.stores.redis.client import Redis
from tests import people
from tests.people import Published
from tests.stores.restores import BINARIES, Site

WAYS = ("dump into a new database", "dump over the old tables", "volume", "point in time")
has_tools = pytest.mark.skipif(not (BINARIES / "pg_dump").exists(), reason="this PostgreSQL comes without pg_dump")


@dataclass
class Kept:
    """What lies outside the database."""

    mark: Mark | None = None

    async def read(self) -> Mark | None:
        """The mark."""
        return self.mark

    async def write(self, mark: Mark) -> None:
        """Instead of the one before."""
        self.mark = mark


@pytest.fixture
async def site(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    """A PostgreSQL of the test's own."""
    site = Site(tmp_path / "data", request.param)
    await site.start()
    yield site
    await asyncio.gather(*(pool.close() for pool in POOLS))
    POOLS.clear()
    await site.stop()


POOLS: list[asyncpg.Pool] = []


async def open_database(site: Site, watch: LogWatch) -> Database:
    """What one process has."""
    POOLS.append(await connect(site.postgres.app_url, size=3, check=watch.check))
    return Database(POOLS[-1], Reactions(), Published())


async def seen_by(database: Database, watch: LogWatch) -> str:
    """The epoch, as a process sees it that looks now."""
    for _ in range(300):
        try:
            async with database.pool.acquire() as connection:
                return (await watch.check(connection)).epoch
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):  # a connection of before, or a start-up
            await asyncio.sleep(0.1)
    raise AssertionError("PostgreSQL did not come back.")


async def talk(database: Database, tenant: Actor, times: int) -> None:
    """The log grows."""
    for number in range(times):
        await people.conversation_with(
            database, await people.customer_bao(database, tenant.tenant_id, f"Customer {number}")
        )


@has_tools
@pytest.mark.slow
@pytest.mark.parametrize("site", WAYS, indirect=True)
async def test_a_restored_log_gets_one_new_epoch(site: Site) -> None:
    watches = [LogWatch() for _ in range(3)]
    databases = [await open_database(site, watch) for watch in watches]
    first = databases[0]
    ada = await people.agent_ada(first, await people.tenant(first))
    await talk(first, ada, 3)
    await site.backup()
    before = await seen_by(first, watches[0])
    await talk(first, ada, 20)
    assert {await seen_by(*one) for one in zip(databases, watches, strict=True)} == {before}

    await site.restore()

    after = set(await asyncio.gather(*(seen_by(*one) for one in zip(databases, watches, strict=True))))
    assert len(after) == 1
    assert after != {before}
    await talk(first, ada, 2)  # the log goes on, under positions that clients have
    missed = await read_missed(LogReader(first), ada.tenant_id, conversation_id=None, after=1, epoch=before)
    assert missed.resync == "epoch"
    # Nobody changes it again: neither those who are there, nor who starts later.
    late = LogWatch()
    databases.append(await open_database(site, late))
    assert {await seen_by(*one) for one in zip(databases, [*watches, late], strict=True)} == after


@has_tools
@pytest.mark.slow
@pytest.mark.parametrize("site", ["volume"], indirect=True)
async def test_a_process_that_starts_after_the_restore_is_told_from_outside(site: Site) -> None:
    kept, watch = Kept(), LogWatch()
    database = await open_database(site, watch)
    ada = await people.agent_ada(database, await people.tenant(database))
    await site.backup()
    before = await seen_by(database, watch)
    await talk(database, ada, 5)
    async with (await open_database(site, LogWatch())).pool.acquire() as connection:
        state = await look(connection)
        assert state is not None
        kept.mark = state.mark

    await site.restore()

    late = LogWatch(kept)
    database = await open_database(site, late)
    assert await seen_by(database, late) != before


@has_tools
@pytest.mark.slow
@pytest.mark.parametrize("site", ["volume"], indirect=True)
async def test_a_gateway_that_was_told_more_than_there_is_proves_that_the_log_went_back(site: Site) -> None:
    database = await open_database(site, LogWatch())
    ada = await people.agent_ada(database, await people.tenant(database))
    await site.backup()
    database = await open_database(site, LogWatch())
    began = await read_heads(database, "")
    await talk(database, ada, 40)
    told = await read_heads(database, began.cursor)
    await site.restore()

    database = await open_database(site, LogWatch())  # a chat service that knows of nothing
    first, second = [await read_heads(database, told.cursor) for _ in range(2)]

    assert first.epoch == second.epoch != told.epoch


@pytest.mark.slow
@pytest.mark.parametrize("site", ["volume"], indirect=True)
async def test_a_crash_of_postgresql_changes_nothing(site: Site) -> None:
    watch = LogWatch()
    database = await open_database(site, watch)
    ada = await people.agent_ada(database, await people.tenant(database))
    await talk(database, ada, 3)
    before = await seen_by(database, watch)

    with psycopg.connect(site.postgres.admin_url, autocommit=True) as admin:
        # A killed backend makes the server end all others and recover from its write-ahead log.
        os.kill(admin.info.backend_pid, signal.SIGKILL)

    assert await seen_by(database, watch) == before


async def test_a_position_that_a_client_makes_up_resyncs_nobody_else(database: Database, ada: Actor) -> None:
    epoch = (await read_heads(database, "")).epoch

    claimed = await read_missed(LogReader(database), ada.tenant_id, conversation_id=None, after=10**15, epoch=epoch)

    assert (claimed.resync, claimed.epoch) == ("ahead", epoch)
    assert (await read_heads(database, "")).epoch == epoch


async def test_vacuum_full_changes_nothing(database: Database, postgres: embedded.Postgres) -> None:
    epoch = (await read_heads(database, "")).epoch
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("VACUUM (FREEZE, FULL) log_epoch")
    watch = LogWatch()

    assert await seen_by(database, watch) == epoch


async def test_what_speaks_for_a_restore_and_what_does_not(database: Database) -> None:
    async with database.pool.acquire() as connection:
        state = await look(connection)
    assert state is not None
    assert state.flushed is not None
    mark = state.mark

    assert fault_of(state, None) is None
    assert fault_of(state, mark) is None
    assert fault_of(replace(state, is_original=False), mark) == "dump"
    assert fault_of(replace(state, is_at_home=False), mark) == "moved"
    assert fault_of(state, replace(mark, flushed=state.flushed + 1)) == "went_back"
    # A number that a crash took back was never flushed; where PostgreSQL does not tell, the numbers of events do.
    assert fault_of(state, replace(mark, last_id=mark.last_id + 1)) is None
    assert fault_of(replace(state, flushed=None), replace(mark, last_id=mark.last_id + 1)) == "went_back"
    # Another process has noticed, and begun a later epoch.
    assert fault_of(state, replace(mark, epoch="before", generation=state.generation - 1, flushed=2**60)) is None
    # The database went back behind that again.
    assert fault_of(state, replace(mark, epoch="later", generation=state.generation + 1)) == "went_back"


async def test_redis_keeps_the_mark_and_may_lose_it(valkey: embedded.Valkey) -> None:
    redis = Redis(valkey.url, timeout_seconds=2)
    outside, mark = RedisMark(redis), Mark("e1", 2, 3, 4)
    await outside.write(mark)
    assert await outside.read() == mark
    await redis.client.set("chorus:log_mark", '{"of": "another version"}')
    assert await outside.read() is None
    await redis.close()

    away = RedisMark(Redis("redis://127.0.0.1:1/0"))
    assert await away.read() is None
    await away.write(mark)


async def test_a_role_without_rights_cannot_change_the_epoch(database: Database) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, UnavailableError)):
        await database.unscoped("UPDATE log_epoch SET epoch = 'mine'")
