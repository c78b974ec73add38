"""Runs durable jobs and timers, by procrastinate on PostgreSQL (docs/decisions/0004)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import procrastinate
import structlog
from procrastinate import RetryStrategy
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status

from chorus.core.errors import ChorusError
from chorus.stores.jobs.fairness import FairJobs
from chorus.stores.jobs.job import DOCUMENTS

log = structlog.get_logger(__name__)

Task = Callable[..., Awaitable[Any]]
Periodic = tuple[str, Task]
# A failed job is tried again after 2, 8, 32 s; then its row stays with status `failed`: the dead letters, which
# `chorus jobs` shows and tries again.
RETRY = RetryStrategy(max_attempts=3, exponential_wait=2)
# Of a worker that was killed: its heart beats every 10 s.
STALLED_AFTER_SECONDS = 30
FAILED_KEPT_HOURS = 30 * 24
NAME_IN_POSTGRES = "chorus worker"
TIMEOUT_SECONDS = 30.0
# Before the next try, doubled each time; a worker that has worked for longer than the greatest begins anew.
RETRY_SECONDS, RETRY_MAX_SECONDS = 1.0, 16.0


class Worker:
    """Runs the tasks it is given with the services of the process."""

    def __init__(
        self,
        database_url: str,
        deps: object,
        *,
        tasks: Mapping[str, Task],
        periodic: Mapping[str, Periodic],
        concurrency: int = 8,
        documents: int = 2,
        patience_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._connector = procrastinate.PsycopgConnector(
            conninfo=database_url,
            kwargs={"application_name": NAME_IN_POSTGRES},
            min_size=1,
            max_size=4,
            timeout=patience_seconds,
            # The pool doubles the pause between its attempts to connect, up to this: by default 5 minutes, for which
            # the worker would still be away when PostgreSQL is back.
            reconnect_timeout=patience_seconds,
        )
        self._app = procrastinate.App(connector=self._connector)
        self._app.job_manager = FairJobs(self._connector, places=concurrency, places_for_documents=documents)
        self._deps = deps
        self._places: tuple[tuple[list[str] | None, int], ...] = ((None, concurrency), ([DOCUMENTS], documents))
        self._running: list[asyncio.Task[None]] = []
        for name, task in tasks.items():
            self._app.task(name=name, retry=RETRY)(self._bound(name, task))
        for name, (cron, task) in periodic.items():
            self._periodic(name, cron, self._bound(name, task))
        self._periodic("jobs.retry_stalled", "* * * * * */10", self._retry_stalled)
        self._periodic("jobs.forget_failed", "17 3 * * *", self._forget_failed)

    async def start(self) -> None:
        """Start working in the background."""
        await self._app.open_async()
        self._running = [asyncio.create_task(self._stay_at_work(*places)) for places in self._places]

    async def _stay_at_work(self, queues: list[str] | None, concurrency: int) -> None:
        # procrastinate goes home without a word when PostgreSQL stays away for longer than its pool is patient.
        loop, pause = asyncio.get_running_loop(), RETRY_SECONDS
        while True:
            began = loop.time()
            try:
                await self._app.run_worker_async(
                    queues=queues,  # type: ignore[arg-type]  # None is all of them, as the worker's own type says
                    concurrency=concurrency,
                    # Jobs that share a lock follow each other at this pace.
                    fetch_job_polling_interval=0.1,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=5,
                    delete_jobs="successful",
                    listen_notify=True,
                )
                log.warning("worker.stopped")
            except procrastinate.exceptions.ConnectorException as error:
                log.warning("worker.stopped", error=type(error.__cause__ or error).__name__)
            except Exception:
                # Whatever it is: jobs that nobody does are worse than a worker that tries again.
                log.exception("worker.failed")
            pause = RETRY_SECONDS if loop.time() - began > RETRY_MAX_SECONDS else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, RETRY_MAX_SECONDS)

    async def ended(self) -> None:
        """Wait while the worker runs. No fault ends it: a fault is logged, and the worker restarts."""
        await asyncio.gather(*self._running)

    async def stop(self) -> None:
        """Finish what runs, for at most five seconds."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._app.close_async()

    def _periodic(self, name: str, cron: str, task: Callable[[], Awaitable[Any]]) -> None:
        async def run(timestamp: int) -> None:
            log.debug("timer.fired", task=name, timestamp=timestamp)
            try:
                await task()
            except Exception:
                # Not a dead letter: what it left undone is the next round's.
                log.exception("timer.failed", task=name)

        # The queueing lock: while one round waits, the next is not enqueued behind it.
        timed = self._app.task(name=name, queue="timers", queueing_lock=name)(run)
        self._app.periodic(cron=cron, periodic_id=name)(timed)

    def _bound(self, name: str, task: Task) -> Task:
        async def run(**args: Any) -> None:
            try:
                await task(self._deps, **args)
            except ChorusError as error:
                if error.retryable:
                    raise
                # The world moved on (closed, erased, taken over): to try again would change nothing.
                log.info("job.refused", task=name, code=error.code)

        run.__name__ = name
        return run

    async def _forget_failed(self) -> None:
        await self._app.job_manager.delete_old_jobs(
            FAILED_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )

    async def _retry_stalled(self) -> None:
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
            try:
                if job.queueing_lock is None:
                    await manager.retry_job(job)
                else:  # a timer: its next round comes, and is perhaps enqueued already
                    await manager.finish_job(job, Status.ABORTED, delete_job=True)
            except ProcrastinateException as error:  # another worker was faster; the others must not wait for it
                log.warning("job.not_retried", task=job.task_name, error=type(error).__name__)
