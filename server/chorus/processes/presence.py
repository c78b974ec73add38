"""The presence process: finds who is gone. Any number may run; one of them sweeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from chorus import __version__
from chorus.core.observability.logs import configure
from chorus.core.observability.telemetry import trace_to
from chorus.core.tasks import end
from chorus.http.metrics import serve_metrics
from chorus.presence.sweep import Sweeper
from chorus.processes.settings import Settings
from chorus.stores.bus.port import Bus
from chorus.stores.bus.redis import RedisBus
from chorus.stores.redis.client import Redis

if TYPE_CHECKING:  # the presence process alone loads nothing of the chat service
    from chorus.processes.services import Services


@asynccontextmanager
async def sweeping(settings: Settings, redis: Redis, bus: Bus) -> AsyncIterator[Sweeper]:
    """Run a sweeper within the context."""
    sweeper = Sweeper(redis, bus, ttl_seconds=settings.presence_ttl_seconds)
    running = asyncio.create_task(sweeper.run())
    try:
        yield sweeper
    finally:
        await end(running)


@asynccontextmanager
async def presence_in(services: "Services") -> AsyncIterator[Sweeper]:
    """Run a sweeper in a process with other tasks."""
    async with sweeping(services.settings, services.redis, services.bus) as sweeper:
        yield sweeper


async def serve(settings: Settings) -> None:
    """Run until cancelled."""
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    trace_to(settings.otlp_endpoint, service="chorus-presence", version=__version__)
    redis = Redis(settings.redis_url, timeout_seconds=settings.redis_timeout_seconds)
    bus = RedisBus(redis)
    try:
        async with (
            serve_metrics("presence", settings.metrics_host, settings.presence_metrics_port),
            sweeping(settings, redis, bus),
        ):
            await asyncio.Event().wait()
    finally:
        await bus.close()
        await redis.close()
