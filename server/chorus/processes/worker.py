"""The worker process: bot answers, briefs, offers, mails, timers, and the consumers of the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from chorus import __version__
from chorus.chat.search.fill import keep_filling
from chorus.core.errors import ChorusError
from chorus.core.gc import tune_gc
from chorus.core.observability.logs import configure
from chorus.core.observability.telemetry import trace_to
from chorus.http.metrics import serve_metrics
from chorus.knowledge.rebuild import repair
from chorus.llm.models import list_models
from chorus.processes import containers
from chorus.processes.services import Services, build_services, require_migrated
from chorus.processes.settings import Settings
from chorus.stores.event_log.consumers import EventConsumers
from chorus.stores.event_log.lag import watch_lag
from chorus.stores.jobs.worker import Worker
from chorus.stores.postgres.job_metrics import watch_jobs

log = structlog.get_logger(__name__)


@asynccontextmanager
async def working(services: Services) -> AsyncIterator[Worker]:
    """Run a worker within the context."""
    settings = services.settings
    worker = Worker(
        settings.database_url,
        services,
        tasks=containers.tasks(),
        periodic=containers.timers(),
        concurrency=settings.worker_concurrency,
        documents=settings.worker_documents,
    )
    consumers = EventConsumers(services.database, services.growth, containers.subscriptions(), services)
    await worker.start()
    consumers.start()
    beside = [
        asyncio.create_task(work(services))
        for work in (_warm_up, _warm_models, _watch_jobs, _watch_consumers, _fill_search)
    ]
    try:
        yield worker
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await consumers.stop()
        await worker.stop()


async def _warm_up(services: Services) -> None:
    """Load the embedder and mend the index now, rather than while the first customer waits."""
    if services.knowledge.method == "words":
        log.info("knowledge.by_words")
        return
    try:
        await repair(services.database, services.knowledge)
        if services.knowledge.embedder is not None:
            await services.knowledge.embedder.embed(["Hello"])
    except ChorusError as error:
        log.warning("knowledge.not_ready", code=error.code)


async def _warm_models(services: Services) -> None:
    """Import what the configured models need, or the first brief spends its seconds on that; without any, nothing."""
    await services.models.warm(await list_models(services.database))


async def _watch_jobs(services: Services) -> None:
    await watch_jobs(services.database)


async def _watch_consumers(services: Services) -> None:
    await watch_lag(services.database)


async def _fill_search(services: Services) -> None:
    await keep_filling(services.database)


async def serve(settings: Settings) -> None:
    """Run until cancelled."""
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    trace_to(settings.otlp_endpoint, service="chorus-worker", version=__version__)
    await require_migrated(settings)
    async with (
        build_services(settings) as services,
        working(services) as worker,
        serve_metrics("worker", settings.metrics_host, settings.worker_metrics_port),
    ):
        tune_gc()
        await worker.ended()
