"""Dead letters: seen in the figures, by the doctor and at the command line; tried again, forgotten in the end."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from prometheus_client import REGISTRY

from chorus.cli.doctor.finding import Verdict
from chorus.cli.doctor.servers import check_database
from chorus.core.ids import TenantId, new_id
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.jobs.job import Job
from chorus.stores.jobs.worker import FAILED_KEPT_HOURS, Worker
from chorus.stores.postgres import job_queue
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.job_metrics import count_jobs
from tests.cli.test_cli import chorus


@pytest.fixture
async def dead(database: Database, acme: TenantId) -> AsyncIterator[int]:
    """A job that failed for good, the only one."""
    await database.unscoped("DELETE FROM procrastinate_jobs WHERE status = 'failed'")
    task = f"test.dead_{new_id().hex[-8:]}"
    async with database.transaction(acme) as tx:
        tx.defer(Job(task, {"tenant_id": acme}))
    [row] = await database.unscoped("SELECT id FROM procrastinate_jobs WHERE task_name = $1", task)
    for status in ("doing", "failed"):
        await database.unscoped(
            "UPDATE procrastinate_jobs SET attempts = 3, status = $2::procrastinate_job_status WHERE id = $1",
            row["id"],
            status,
        )
    yield row["id"]
    await database.unscoped("DELETE FROM procrastinate_jobs WHERE id = $1", row["id"])


async def status_of(database: Database, job: int) -> tuple[str, int] | None:
    rows = await database.unscoped("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = $1", job)
    return (rows[0][0], rows[0][1]) if rows else None


async def test_a_failed_job_is_counted(database: Database, dead: int) -> None:
    await count_jobs(database)
    told = REGISTRY.get_sample_value("jobs", {"status": "failed"})
    assert told == (await job_queue.counts(database))["failed"] >= 1


async def test_the_doctor_names_what_failed(postgres: embedded.Postgres, dead: int) -> None:
    settings = Settings.model_construct(database_url=postgres.app_url)
    [jobs] = [found async for found in check_database(settings) if found.subject == "jobs"]
    assert jobs.verdict is Verdict.WARN
    assert "1 test.dead_" in jobs.text
    assert "chorus jobs retry" in jobs.remedy


async def test_the_doctor_tells_when_jobs_wait_and_no_worker_works(
    postgres: embedded.Postgres, database: Database, acme: TenantId
) -> None:
    task = f"test.due_{new_id().hex[-8:]}"
    async with database.transaction(acme) as tx:
        tx.defer(Job(task, {"tenant_id": acme}))
    settings = Settings.model_construct(database_url=postgres.app_url)

    async def told() -> list[str]:
        return [found.text async for found in check_database(settings) if found.subject == "worker"]

    try:
        await database.unscoped("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        [text] = await told()
        assert "no worker has reported for 30 s" in text
        await database.unscoped("SELECT procrastinate_register_worker_v1()")
        assert await told() == []
    finally:
        await database.unscoped("DELETE FROM procrastinate_workers")
        await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = $1", task)


@pytest.mark.usefixtures("installed")
def test_a_failed_job_is_listed_and_tried_again(postgres: embedded.Postgres, acme: TenantId, dead: int) -> None:
    listed = chorus("jobs", "list")
    assert listed.exit_code == 0, listed.output
    assert "1 failed" in listed.output
    [line] = [line for line in listed.output.splitlines() if line.split()[0] == str(dead)]
    assert "test.dead_" in line
    assert str(acme) in line

    assert chorus("jobs", "retry", str(dead)).output == "1 jobs will be retried.\n"
    with psycopg.connect(postgres.url("postgres")) as admin:
        found = admin.execute("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", (dead,)).fetchone()
    assert found == ("todo", 0)
    assert chorus("jobs", "retry", "--all").output == "0 jobs will be retried.\n"


@pytest.mark.usefixtures("installed")
def test_what_to_try_again_has_to_be_said() -> None:
    assert chorus("jobs", "retry").exit_code == 2
    assert chorus("jobs", "retry", "1", "--all").exit_code == 2


async def test_a_timer_is_not_tried_again_for_its_next_round_comes(database: Database, dead: int) -> None:
    await database.unscoped("UPDATE procrastinate_jobs SET queueing_lock = 'test.timer' WHERE id = $1", dead)
    assert await job_queue.retry(database, [dead]) == 0
    assert await status_of(database, dead) == ("failed", 3)


async def test_failed_jobs_are_forgotten_after_a_month(
    postgres: embedded.Postgres, database: Database, dead: int
) -> None:
    worker = Worker(postgres.app_url, None, tasks={}, periodic={})
    await worker.start()
    try:
        await worker._forget_failed()
        assert await status_of(database, dead) == ("failed", 3)
        with psycopg.connect(postgres.url("postgres")) as admin:
            admin.execute(
                "UPDATE procrastinate_events SET at = at - make_interval(hours => %s) WHERE job_id = %s",
                (FAILED_KEPT_HOURS + 1, dead),
            )
        await worker._forget_failed()
        assert await status_of(database, dead) is None
    finally:
        await worker.stop()


async def test_a_timer_that_fails_leaves_no_dead_letter(postgres: embedded.Postgres, database: Database) -> None:
    name, failed = f"test.timer_{new_id().hex[-8:]}", asyncio.Event()

    async def fails(_deps: object) -> None:
        failed.set()
        raise RuntimeError(name)

    async def is_gone() -> bool:
        return not await database.unscoped(
            "SELECT FROM procrastinate_jobs WHERE task_name = $1 AND status <> 'todo'", name
        )

    worker = Worker(postgres.app_url, None, tasks={}, periodic={name: ("* * * * * *", fails)})
    await worker.start()
    try:
        async with asyncio.timeout(30):
            await failed.wait()
            while not await is_gone():
                await asyncio.sleep(0.02)
    finally:
        await worker.stop()
    counted = await database.unscoped("SELECT FROM procrastinate_jobs WHERE task_name = $1 AND status = 'failed'", name)
    assert counted == []
    await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = $1", name)
