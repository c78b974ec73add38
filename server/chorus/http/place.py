"""The public address: `PUBLIC_URL`, and its path if a proxy serves Chorus below one."""

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send


def prefix_of(public_url: str) -> str:
    """Return the path of the URL without its last slash: `/chat`, or an empty string."""
    return urlsplit(public_url).path.rstrip("/")


class WithoutPrefix:
    """Takes the prefix off the path, for a proxy that leaves it on; one that takes it off changes nothing here."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith(f"{self._prefix}/"):
            scope["path"] = scope["path"].removeprefix(self._prefix)
            if (raw := scope.get("raw_path")) is not None:
                scope["raw_path"] = raw.removeprefix(self._prefix.encode())
        await self._app(scope, receive, send)


class OtherSlash:
    """What the router does with a path that it does not know: where it knows the one with or without a slash, that.

    Starlette would do so too, with the host that the request names: anybody's, where a cache stands between.
    """

    def __init__(self, router: Router, public_url: str) -> None:
        self._router = router
        self._public_url = public_url.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect, or say that there is nothing.

        Raises:
            HTTPException: If the file does not exist.
        """
        path = scope["path"]
        other = path.rstrip("/") if path.endswith("/") else f"{path}/"
        is_known = path != "/" and any(
            route.matches({**scope, "path": other})[0] is not Match.NONE for route in self._router.routes
        )
        # Two slashes would begin the name of another host.
        if scope["type"] != "http" or not is_known or other.startswith("//"):
            raise HTTPException(404)
        await redirect(self._public_url, other, scope["query_string"])(scope, receive, send)


def redirect(public_url: str, path: str, query: bytes = b"") -> RedirectResponse:
    """Redirect to one of our paths under the public address."""
    suffix = f"?{query.decode('latin-1')}" if query else ""
    return RedirectResponse(f"{public_url.rstrip('/')}{path}{suffix}")
