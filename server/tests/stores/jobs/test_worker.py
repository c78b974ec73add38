"""Durable jobs on a real PostgreSQL: run once committed, in order, tried again, and kept when they fail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import structlog

from chorus.core.errors import NotFoundError, UnavailableError
from chorus.core.ids import TenantId, new_id
from chorus.stores import embedded
from chorus.stores.jobs.fairness import FairJobs
from chorus.stores.jobs.job import DOCUMENTS, Job, documents_lock
from chorus.stores.jobs.worker import NAME_IN_POSTGRES, Task, Worker
from chorus.stores.postgres.database import Database

Working = Callable[..., Any]


@pytest.fixture
def working(postgres: embedded.Postgres) -> Working:
    @asynccontextmanager
    async def working(**tasks: Task) -> AsyncIterator[None]:
        named = {name.replace("__", "."): task for name, task in tasks.items()}
        worker = Worker(postgres.app_url, "the services", tasks=named, periodic={})
        await worker.start()
        try:
            yield
        finally:
            await worker.stop()

    return working


async def _defer(database: Database, tenant_id: TenantId, *jobs: Job) -> None:
    async with database.transaction(tenant_id) as tx:
        for job in jobs:
            tx.defer(job)


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_a_committed_job_runs_with_the_services_and_its_arguments(
    database: Database, acme: TenantId, working: Working
) -> None:
    ran: asyncio.Future[tuple[object, str]] = asyncio.get_running_loop().create_future()

    async def task(deps: object, *, tenant_id: str) -> None:
        ran.set_result((deps, tenant_id))

    async with working(test__runs=task):
        await _defer(database, acme, Job("test.runs", {"tenant_id": acme}))
        async with asyncio.timeout(10):
            assert await ran == ("the services", str(acme))


async def test_jobs_that_share_a_lock_run_one_at_a_time_in_order(
    database: Database, acme: TenantId, working: Working
) -> None:
    log: list[str] = []
    lock = str(new_id())

    async def task(_deps: object, *, number: int) -> None:
        log.append(f"start {number}")
        await asyncio.sleep(0)
        log.append(f"end {number}")

    async def done() -> bool:
        return len(log) == 10

    async with working(test__ordered=task):
        await _defer(database, acme, *(Job("test.ordered", {"number": number}, lock=lock) for number in range(5)))
        await _until(done)
    assert log == [f"{what} {number}" for number in range(5) for what in ("start", "end")]


async def test_documents_of_one_tenant_keep_nobody_waiting(
    database: Database, acme: TenantId, globex: TenantId, working: Working
) -> None:
    """Two hundred documents of one tenant wait: a question and a document of another run at once."""
    began: list[tuple[str, str]] = []
    may_end = asyncio.Event()

    async def read(_deps: object, *, tenant_id: str) -> None:
        began.append(("read", tenant_id))
        await may_end.wait()

    async def answer(_deps: object, *, tenant_id: str) -> None:
        began.append(("answer", tenant_id))

    def document(tenant_id: TenantId) -> Job:
        return Job("test.read", {"tenant_id": tenant_id}, queue=DOCUMENTS, lock=documents_lock(tenant_id))

    async def both_began() -> bool:
        return {("answer", str(globex)), ("read", str(globex))} <= set(began)

    await _defer(database, acme, *(document(acme) for _ in range(200)))
    async with working(test__read=read, test__answer=answer):
        await _until(lambda: _is({("read", str(acme))} <= set(began)))
        await _defer(database, globex, document(globex), Job("test.answer", {"tenant_id": globex}, queue="bot"))
        await _until(both_began)
        assert began.count(("read", str(acme))) == 1
        await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = 'test.read' AND status = 'todo'")
        may_end.set()


async def test_one_tenant_does_not_take_all_the_places(
    database: Database, acme: TenantId, globex: TenantId, working: Working
) -> None:
    """Of eight places six are taken by a tenant with forty jobs; then the other's are fetched before its next."""
    began: list[str] = []
    may_end = asyncio.Event()

    async def answer(_deps: object, *, tenant_id: str) -> None:
        began.append(tenant_id)
        await may_end.wait()

    await _defer(database, acme, *(Job("test.answer", {"tenant_id": acme}, queue="bot") for _ in range(40)))
    async with working(test__answer=answer):
        await _until(lambda: _is(len(began) == 6))
        await _defer(database, globex, *(Job("test.answer", {"tenant_id": globex}, queue="bot") for _ in range(2)))
        await _until(lambda: _is(len(began) == 8))
        assert began == [str(acme)] * 6 + [str(globex)] * 2
        may_end.set()
        await _until(lambda: _is(len(began) == 42))


async def _is(condition: bool) -> bool:
    return condition


async def test_a_job_whose_world_has_moved_on_is_not_tried_again(
    database: Database, acme: TenantId, working: Working
) -> None:
    runs: list[int] = []

    async def task(_deps: object) -> None:
        runs.append(1)
        raise NotFoundError

    async def gone() -> bool:
        rows = await database.unscoped("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'test.moved_on'")
        return bool(runs) and not rows

    async with working(test__moved_on=task):
        await _defer(database, acme, Job("test.moved_on"))
        await _until(gone)
    assert runs == [1]


async def test_a_job_that_fails_for_now_is_scheduled_again(
    database: Database, acme: TenantId, working: Working
) -> None:
    async def task(_deps: object) -> None:
        raise UnavailableError

    async def rescheduled() -> bool:
        rows = await database.unscoped(
            "SELECT attempts, scheduled_at FROM procrastinate_jobs WHERE task_name = 'test.later' AND status = 'todo'"
        )
        return [row["attempts"] for row in rows] == [1] and rows[0]["scheduled_at"] is not None

    async with working(test__later=task):
        await _defer(database, acme, Job("test.later"))
        await _until(rescheduled)
    await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = 'test.later'")


async def test_the_worker_goes_back_to_work_after_an_outage_of_postgresql(
    postgres: embedded.Postgres, database: Database, acme: TenantId
) -> None:
    ran: list[int] = []

    async def task(_deps: object, *, number: int) -> None:
        ran.append(number)

    async def has_run() -> bool:
        return ran == [1]

    async def has_gone_home() -> bool:
        return any(entry["event"] == "worker.stopped" for entry in logs)

    worker = Worker(postgres.app_url, None, tasks={"test.survives": task}, periodic={}, patience_seconds=0.2)
    await worker.start()
    admin = await asyncpg.connect(postgres.url("postgres"))
    try:
        with structlog.testing.capture_logs() as logs:
            await admin.execute("ALTER ROLE chorus_app CONNECTION LIMIT 0")
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", NAME_IN_POSTGRES
            )
            await _until(has_gone_home)
        await admin.execute("ALTER ROLE chorus_app CONNECTION LIMIT -1")
        await _defer(database, acme, Job("test.survives", {"number": 1}))
        await _until(has_run)
    finally:
        await admin.execute("ALTER ROLE chorus_app CONNECTION LIMIT -1")
        await admin.close()
        await worker.stop()


async def test_a_fault_of_its_own_does_not_end_the_worker(
    postgres: embedded.Postgres, database: Database, acme: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, done, faults = f"test.goes_on_{new_id().hex[-8:]}", asyncio.Event(), [RuntimeError("a"), RuntimeError("b")]
    fetch = FairJobs.fetch_job

    async def task(_deps: object) -> None:
        done.set()

    async def fetch_or_fail(jobs: FairJobs, queues: Iterable[str] | None, worker_id: int) -> Any:
        if faults:
            raise faults.pop()
        return await fetch(jobs, queues, worker_id)

    monkeypatch.setattr(FairJobs, "fetch_job", fetch_or_fail)
    await _defer(database, acme, Job(name))
    worker = Worker(postgres.app_url, None, tasks={name: task}, periodic={})
    await worker.start()
    try:
        async with asyncio.timeout(20):
            await done.wait()
    finally:
        await worker.stop()


async def test_the_end_of_a_job_is_booked_though_its_connection_breaks(
    postgres: embedded.Postgres, database: Database, acme: TenantId, working: Working
) -> None:
    """Or it would run, and keep its lock, for as long as the worker lives."""
    began, may_end = asyncio.Event(), asyncio.Event()

    async def task(_deps: object) -> None:
        began.set()
        await may_end.wait()

    async def breaks() -> bool:
        return bool(
            await admin.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1"
                " AND wait_event_type = 'Lock' AND query LIKE '%finish_job%'",
                NAME_IN_POSTGRES,
            )
        )

    async def gone() -> bool:
        return not await database.unscoped("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'test.booked'")

    admin, holder = await asyncpg.connect(postgres.url("postgres")), await asyncpg.connect(postgres.app_url)
    try:
        async with working(test__booked=task):
            await _defer(database, acme, Job("test.booked"))
            await began.wait()
            async with holder.transaction():
                await holder.execute("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'test.booked' FOR UPDATE")
                may_end.set()
                await _until(breaks)
            await _until(gone)
    finally:
        await admin.close()
        await holder.close()


async def test_what_a_killed_worker_had_begun_is_done_by_another_whatever_timers_it_left(
    postgres: embedded.Postgres, database: Database, acme: TenantId
) -> None:
    name, done = f"test.begun_{new_id().hex[-8:]}", asyncio.Event()

    async def task(_deps: object, *, tenant_id: str) -> None:
        done.set()

    timer = f"{name}.timer"
    # Two rounds of a timer: one that was begun, and the next, which waits; their lock is free for one that waits.
    defer = (
        "INSERT INTO procrastinate_jobs (task_name, queue_name, queueing_lock, priority, status, args, scheduled_at)"
        " VALUES ($1, 'left', $2, 0, $3::procrastinate_job_status, $4::jsonb, now() + interval '1 day')"
    )
    await database.unscoped(defer, timer, timer, "doing", {})
    await database.unscoped(defer, timer, timer, "todo", {})
    await database.unscoped(defer, name, None, "doing", {"tenant_id": str(acme)})
    worker = Worker(postgres.app_url, None, tasks={name: task}, periodic={})
    await worker.start()
    try:
        await worker._retry_stalled()
        async with asyncio.timeout(20):
            await done.wait()
        left = await database.unscoped("SELECT status::text FROM procrastinate_jobs WHERE task_name = $1", timer)
        assert [row[0] for row in left] == ["todo"]
    finally:
        await worker.stop()
        await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = $1", timer)
