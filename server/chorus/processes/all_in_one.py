"""Everything in one process: API, gateway, presence and worker over the same services, without a network between."""

import asyncio
from collections.abc import Callable

from chorus import __version__
from chorus.core.gc import tune_gc
from chorus.core.observability.logs import configure
from chorus.core.observability.telemetry import trace_to
from chorus.http.metrics import serve_metrics
from chorus.processes.api import serving
from chorus.processes.gateway import gateway_in
from chorus.processes.presence import presence_in
from chorus.processes.services import build_services
from chorus.processes.settings import Settings
from chorus.processes.worker import working


async def run_all(settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until cancelled; `ready` is called once everything answers."""
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    trace_to(settings.otlp_endpoint, service="chorus", version=__version__)
    async with (
        build_services(settings) as services,
        working(services),
        presence_in(services),
        gateway_in(services),
        serve_metrics("all", settings.metrics_host, settings.api_metrics_port),
        serving(services),
    ):
        tune_gc()
        ready()
        await asyncio.Event().wait()
