"""The built clients: console, widget and the demo shop, with the headers each needs."""

from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

from chorus.chat.inboxes.embed import frame_ancestors
from chorus.stores.database import Database

CLIENTS = Path(__file__).parents[4] / "clients"


class Bundle(StaticFiles):
    """A built client. Hashed assets may be cached for ever; a page never. `/console/anything` is the page."""

    def __init__(self, directory: Path, *, page: str | None, policy: str) -> None:
        super().__init__(directory=directory, html=True)
        self._page = page
        self._policy = policy

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or self._page is None or "." in path.rsplit("/", 1)[-1]:
                raise
            response = await super().get_response(self._page, scope)
        is_hashed = "/assets/" in f"/{path}"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        response.headers["Content-Security-Policy"] = self._policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class WidgetBundle(Bundle):
    """As above, and its page may be framed by the sites of its inbox alone: the browser sees to that."""

    def __init__(self, directory: Path, *, policy: str, database: Database) -> None:
        super().__init__(directory, page=None, policy=policy)
        self._database = database

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if path.endswith(".html"):
            inbox_id = QueryParams(scope.get("query_string", b"")).get("inbox")
            ancestors = await frame_ancestors(self._database, inbox_id)
            response.headers["Content-Security-Policy"] = f"{self._policy}; {ancestors}"
            # A list that has changed holds at once.
            response.headers["Cache-Control"] = "no-store"
        return response


def console_policy(socket_origin: str) -> str:
    """The console loads only its own code and talks only to us; nobody frames it."""
    return (
        "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline';"
        f" connect-src 'self' {socket_origin}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def widget_policy(socket_origin: str) -> str:
    """As the console, but sites frame it; which ones each inbox decides (`WidgetBundle`)."""
    return (
        "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline';"
        f" connect-src 'self' {socket_origin}; base-uri 'none'; form-action 'none'"
    )


# A site with a strict policy of its own: the widget has to live with that.
DEMO_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def mount(app: FastAPI, socket_origin: str, clients: Path = CLIENTS) -> None:
    """Serve the bundles that have been built, and the demo shop."""
    console, widget, demo = clients / "console" / "dist", clients / "widget" / "dist", clients / "widget" / "demo"
    if console.is_dir():
        app.mount("/console", Bundle(console, page="index.html", policy=console_policy(socket_origin)))
    if widget.is_dir():
        database = app.state.services.database
        app.mount("/widget", WidgetBundle(widget, policy=widget_policy(socket_origin), database=database))

    if demo.is_dir():
        app.mount("/demo", Bundle(demo, page="index.html", policy=DEMO_POLICY))

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/console/")
