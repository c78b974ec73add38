"""The built clients: console, widget and the demo shop, with the headers each needs."""

import mimetypes
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope
from typing_extensions import override

from chorus.chat.inboxes.embed import frame_ancestors, refusal_of, sites_of, stranger_among
from chorus.http.encoding import accepted
from chorus.http.place import prefix_of, redirect
from chorus.stores.postgres.database import Database

CLIENTS = Path(__file__).parents[3] / "clients"

# Nothing here is anybody's: the same bytes for every site, without credentials.
EMBEDDABLE = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Access-Control-Allow-Origin": "*",
}


# Those that a build leaves beside a file, best first (clients/precompress.mjs).
ENCODINGS = {"br": ".br", "gzip": ".gz"}
COMPRESSIBLE = (".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt", ".webmanifest")
WHOLE_BYTES = 256 * 1024
OURS = re.compile(r"""(=["'])/(console|demo|widget)/""")


class Bundle(StaticFiles):
    """A built client. Hashed assets may be cached for ever; a page never. `/console/anything` is the page."""

    def __init__(self, directory: Path, *, page: str | None, policy: str, public_url: str) -> None:
        super().__init__(directory=directory, html=True)
        self._page = page
        self._policy = policy
        self._public_url = public_url
        self._prefix = prefix_of(public_url)

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        if path.endswith(tuple(ENCODINGS.values())):
            raise HTTPException(404)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or self._page is None or "." in path.rsplit("/", 1)[-1]:
                raise
            response = await super().get_response(self._page, scope)
        if response.status_code == 307:  # a directory without its slash
            return redirect(self._public_url, f"{scope['path']}/", scope["query_string"])
        is_hashed = "/assets/" in f"/{path}"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        response.headers["Content-Security-Policy"] = self._policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @override
    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        path, asked = Path(full_path), Headers(scope=scope)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if path.suffix not in COMPRESSIBLE:
            return self._or_not_modified(FileResponse(path, status_code, stat_result=stat_result), asked)
        if path.suffix == ".html":
            return self._or_not_modified(self._whole(path, kind, stat_result), asked)
        built = {name: one for name in ENCODINGS if (one := _built(path, name, stat_result))}
        if not built and stat_result.st_size <= WHOLE_BYTES and "range" not in asked:
            return self._or_not_modified(self._whole(path, kind, stat_result), asked)
        name = accepted(asked.get("accept-encoding", ""), list(built))
        sent, found = built.get(name or "", (path, stat_result))
        response = FileResponse(sent, status_code, stat_result=found, media_type=kind)
        response.headers["ETag"] = _tag(found, name or "")
        response.headers["Vary"] = "Accept-Encoding"
        if name:
            response.headers["Content-Encoding"] = name
        return self._or_not_modified(response, asked)

    def _whole(self, path: Path, kind: str, found: os.stat_result) -> Response:
        """Build the response of a file before compression. Paths in a page are completed with our prefix."""
        body = path.read_bytes()
        if path.suffix == ".html" and self._prefix:
            body = OURS.sub(rf"\1{self._prefix}/\2/", body.decode()).encode()
        return Response(body, media_type=kind, headers={"ETag": _tag(found), "Vary": "Accept-Encoding"})

    def _or_not_modified(self, response: Response, asked: Headers) -> Response:
        return NotModifiedResponse(response.headers) if self.is_not_modified(response.headers, asked) else response


def _built(path: Path, name: str, of: os.stat_result) -> tuple[Path, os.stat_result] | None:
    """Return the encoded variant of this file, unless it is older than the file."""
    found = path.with_name(path.name + ENCODINGS[name])
    try:
        stat = found.stat()
    except FileNotFoundError:
        return None
    return (found, stat) if stat.st_mtime_ns >= of.st_mtime_ns else None


def _tag(found: os.stat_result, encoding: str = "") -> str:
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}{encoding and f"-{encoding}"}"'


class WidgetBundle(Bundle):
    """The widget's bundle. Only the sites of its inbox may frame its page, which the browser enforces.

    Sites of other origins load it, cross-origin isolated ones (Cross-Origin-Embedder-Policy) too: they demand that each
    answer says so, and that the frame is isolated itself.
    """

    def __init__(self, directory: Path, *, policy: str, public_url: str, database: Database) -> None:
        super().__init__(directory, page=None, policy=policy, public_url=public_url)
        self._database = database

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if path.endswith(".html"):
            response = await self._for_its_sites(response, QueryParams(scope.get("query_string", b"")))
            # A list that has changed holds at once.
            response.headers["Cache-Control"] = "no-store"
        for name, value in EMBEDDABLE.items():
            response.headers[name] = value
        return response

    async def _for_its_sites(self, response: Response, query: QueryParams) -> Response:
        sites = await sites_of(self._database, query.get("inbox"))
        stranger = stranger_among(query.get("page", ""), sites)
        if stranger is None:
            response.headers["Content-Security-Policy"] = f"{self._policy}; {frame_ancestors(sites)}"
            return response
        document, policy = refusal_of(stranger)
        headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
        return HTMLResponse(document, 403, headers=headers)


def console_policy(socket_origin: str) -> str:
    """Return the console's policy: it loads its own code, talks only to us, and cannot be framed."""
    return (
        "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline';"
        f" connect-src 'self' {socket_origin}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def widget_policy(socket_origin: str) -> str:
    """Return the policy of the widget: like the console's, but sites may frame it (`WidgetBundle`)."""
    return (
        "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline';"
        f" connect-src 'self' {socket_origin}; base-uri 'none'; form-action 'none'"
    )


# A site with a strict policy of its own: the widget has to live with that.
DEMO_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def mount(app: FastAPI, public_url: str, gateway_public_url: str, clients: Path = CLIENTS) -> None:
    """Serve the bundles that have been built, and the demo shop."""
    # A source with a path but no slash at its end would be that one URL (CSP3, section 6.7.2.10).
    socket_origin = "{0.scheme}://{0.netloc}".format(urlsplit(gateway_public_url))
    console, widget, demo = clients / "console" / "dist", clients / "widget" / "dist", clients / "widget" / "demo"
    if console.is_dir():
        policy = console_policy(socket_origin)
        app.mount("/console", Bundle(console, page="index.html", policy=policy, public_url=public_url))
    if widget.is_dir():
        database, policy = app.state.services.database, widget_policy(socket_origin)
        app.mount("/widget", WidgetBundle(widget, policy=policy, public_url=public_url, database=database))

    if demo.is_dir():
        app.mount("/demo", Bundle(demo, page="index.html", policy=DEMO_POLICY, public_url=public_url))

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return redirect(public_url, "/console/")
