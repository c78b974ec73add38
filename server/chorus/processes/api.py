"""The API process: every route of every container in one app, and gRPC for the gateways."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from chorus import __version__
from chorus.chat.rpc.server import ExchangeServer
from chorus.core.gc import tune_gc
from chorus.core.observability.logs import configure
from chorus.core.observability.telemetry import trace_to
from chorus.http import app
from chorus.http.metrics import serve_metrics
from chorus.http.server.bounds import HttpBounds
from chorus.http.server.server import HttpServer, running
from chorus.processes import containers, ports
from chorus.processes.services import Services, build_services, require_migrated
from chorus.processes.settings import Settings


def build_app(services: Services | None = None) -> FastAPI:
    """Return the app of all containers; without services it can only describe itself."""
    return app.build_app(containers.routers(), services)


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[HttpServer]:
    """Serve the app on its port within the context; it ends when the last responses are sent.

    Raises:
        OSError: If the operating system refuses it.
    """  # noqa: DOC501 - a function builds the error
    settings = services.settings
    server = HttpServer(
        build_app(services),
        settings.api_host,
        settings.api_port,
        bounds=HttpBounds(
            per_address=settings.http_connections_per_address, per_process=settings.http_connections_per_process
        ),
        trusted_proxies=settings.trusted_proxies,
    )
    services.census.start()
    try:
        async with running(server):
            try:
                yield server
            finally:
                services.is_draining = True  # requests that are held answer now
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ports.refusal(ports.listens_of("api", settings)[0]) from error
        raise
    finally:
        await services.census.stop()


async def serve(settings: Settings) -> None:
    """Run REST, and gRPC for the gateways, until cancelled."""
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    trace_to(settings.otlp_endpoint, service="chorus-api", version=__version__)
    await require_migrated(settings)
    async with build_services(settings) as services:
        exchange = ExchangeServer(services.exchange, secret=settings.exchange_secret)
        await exchange.start(settings.grpc_address)
        try:
            async with serve_metrics("api", settings.metrics_host, settings.api_metrics_port), serving(services):
                tune_gc()
                await asyncio.Event().wait()
        finally:
            services.is_draining = True
            await exchange.stop()
