"""The application: the routes of all containers within one frame of errors, limits and descriptions."""

from collections.abc import Iterable
from functools import partial
from typing import Protocol

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from chorus import __version__
from chorus.http import errors, static
from chorus.http.compress import Compress
from chorus.http.health import router as health
from chorus.http.middleware import Frame
from chorus.http.openapi.describe import describe
from chorus.http.place import OtherSlash, WithoutPrefix, prefix_of
from chorus.identity.guards import unguarded

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
stable. `request.invalid` names each refused field in `details.fields`, with the `constraint` it breaks and its `limit`.
Lists are paged by opaque cursors. Live updates come by WebSocket: see docs/protocol.md and asyncapi.yaml."""


class Addresses(Protocol):
    """The public addresses."""

    @property
    def public_url(self) -> str:
        """Of the API and the console."""
        ...

    @property
    def gateway_public_url(self) -> str:
        """Of the sockets."""
        ...


class AppServices(Protocol):
    """What the application itself uses of its process; the routes of a container use what its own protocol names."""

    @property
    def settings(self) -> Addresses:
        """Where the world finds us."""
        ...


def build_app(routers: Iterable[APIRouter], services: AppServices | None = None) -> FastAPI:
    """Return the app of these routes; without services it can only describe itself."""
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
    for router in (*routers, health):
        app.include_router(router)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    if services is not None:
        _place(app, services.settings)
    return app


def _place(app: FastAPI, settings: Addresses) -> None:
    """Set up what depends on the public address."""
    static.mount(app, settings.public_url, settings.gateway_public_url)
    prefix = prefix_of(settings.public_url)
    app.router.default = OtherSlash(app.router, settings.public_url)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url=f"{prefix}/openapi.json", title="Chorus")

    if prefix:
        app.add_middleware(WithoutPrefix, prefix=prefix)


def forgotten_guards(app: FastAPI) -> set[str]:
    """Return endpoints that are unguarded without a decision."""
    return unguarded(app.routes) - OPEN_TO_ALL
