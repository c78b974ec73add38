"""The API: every route of every container in one app, and the process that serves it."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from chorus import __version__
from chorus.bot.routes import router as bot
from chorus.chat.attachments.routes import router as attachments
from chorus.chat.canned_replies.routes import router as canned_replies
from chorus.chat.customers.routes import router as customers
from chorus.chat.customers.widget_routes import router as widget
from chorus.chat.inboxes.routes import router as inboxes
from chorus.chat.labels.routes import router as labels
from chorus.chat.log.routes import router as events
from chorus.chat.messages.routes import router as messages
from chorus.chat.routes import router as conversations
from chorus.chat.rpc.server import ExchangeServer
from chorus.chat.search.routes import router as search
from chorus.core.gc import calm_the_collector
from chorus.core.observability.logs import configure
from chorus.core.observability.telemetry import trace_to
from chorus.http import errors, static
from chorus.http.compress import Compress
from chorus.http.health import router as health
from chorus.http.metrics import serve_metrics
from chorus.http.middleware import Frame
from chorus.http.openapi.describe import describe
from chorus.http.place import OtherSlash, WithoutPrefix, prefix_of
from chorus.http.server.bounds import HttpBounds
from chorus.http.server.server import HttpServer, running
from chorus.identity.api_key_routes import router as api_keys
from chorus.identity.guards import unguarded
from chorus.identity.routes import router as auth
from chorus.identity.teams.routes import router as teams
from chorus.identity.tenants.routes import router as tenants
from chorus.identity.users.routes import router as users
from chorus.knowledge.documents.routes import router as documents
from chorus.llm.usage.routes import router as usage
from chorus.processes import ports
from chorus.processes.services import Services, build_services, require_migrated
from chorus.processes.settings import Settings
from chorus.routing.assignments.disable_routes import router as disabling
from chorus.routing.assignments.routes import router as assignments
from chorus.routing.availability.routes import router as presence
from chorus.routing.escalations.routes import router as escalations
from chorus.summaries.routes import router as summaries

ROUTERS: tuple[APIRouter, ...] = (
    auth,
    api_keys,
    widget,
    conversations,
    messages,
    events,
    escalations,
    assignments,
    attachments,
    summaries,
    search,
    customers,
    users,
    disabling,
    teams,
    presence,
    inboxes,
    canned_replies,
    labels,
    documents,
    bot,
    tenants,
    usage,
    health,
)
# Everything else has a guard; a test compares.
OPEN_TO_ALL = frozenset(
    {
        "POST /v1/auth/login",
        "POST /v1/auth/refresh",
        "POST /v1/auth/logout",
        "POST /v1/auth/token",
        "GET /.well-known/jwks.json",
        "POST /v1/widget/start",
        "GET /health",
        "GET /ready",
    }
)
DESCRIPTION = """Omnichannel live chat: a bot answers first, a human takes over in real time.

Errors have one shape, `{"error": {"code", "message", "retryable", "retryAfterSeconds"?, "details"?}}`, and codes are
stable. Lists are paged by opaque cursors. Live updates come by WebSocket: see docs/protocol.md and asyncapi.yaml."""


def build_app(services: Services | None = None) -> FastAPI:
    """The app; without services it can only describe itself."""
    app = FastAPI(
        title="Chorus",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.state.services = services
    errors.install(app)
    app.add_middleware(Compress)
    app.add_middleware(Frame)
    for router in ROUTERS:
        app.include_router(router)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    if services is not None:
        _place(app, services.settings)
    return app


def _place(app: FastAPI, settings: Settings) -> None:
    """What depends on where the world finds us."""
    static.mount(app, settings.public_url, settings.gateway_public_url)
    prefix = prefix_of(settings.public_url)
    app.router.default = OtherSlash(app.router, settings.public_url)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url=f"{prefix}/openapi.json", title="Chorus")

    if prefix:
        app.add_middleware(WithoutPrefix, prefix=prefix)


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[HttpServer]:
    """The app on its port, as long as the context; ends when the last answers are out."""
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
                calm_the_collector()
                await asyncio.Event().wait()
        finally:
            services.is_draining = True
            await exchange.stop()


def forgotten_guards(app: FastAPI) -> set[str]:
    """Endpoints that anybody may call though nobody decided so."""
    return unguarded(app.routes) - OPEN_TO_ALL
