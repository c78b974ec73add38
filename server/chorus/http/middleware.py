"""Around every request: an id, headers, bounds on its body and on their number, time taken. Plain ASGI, for speed."""

import re
import time
from uuid import uuid4

import structlog
from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chorus.core.errors import ChorusError, TooManyRequestsError
from chorus.http.errors import error_response
from chorus.identity.guards import address_of
from chorus.identity.settings import REQUESTS_BY_ADDRESS
from chorus.stores.disk import StorageFull

BODY_MAX = 1_048_576
DOCUMENT_MAX = 26 * 1_048_576
WRITES = frozenset({"PATCH", "POST", "PUT"})
# By POST, and yet no more than a row of a log-in.
READS = re.compile(r"/v1/(auth/|sockets$|documents/search$)")
OF_ROUTES = ("/v1/", "/livechat/")

requests_total = Counter("http_requests_total", "HTTP requests", ["method", "status"])
request_seconds = Histogram(
    "http_request_seconds",
    "Time to answer an HTTP request",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5),
)


class BodyTooLarge(ChorusError):
    """More bytes than any request of this kind needs."""

    code, status = "request.too_large", 413
    message = "The request is too large."


class Frame:
    """Wraps the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex[:16]
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                said = {name.lower() for name, _ in message["headers"]}
                added = [header for header in _headers(request_id, scope["path"]) if header[0] not in said]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            limit = _body_max(scope)
            refusal = BodyTooLarge() if _declared_length(scope) > limit else _no_space(scope) or await _too_many(scope)
            if refusal is not None:
                await error_response(refusal)(scope, receive, send_with_headers)
            else:
                await self._app(scope, _bounded(receive, limit), send_with_headers)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
            requests_total.labels(scope["method"], str(status)).inc()
            if b"waitSeconds=" not in scope["query_string"]:  # who asks to wait is not served slowly
                request_seconds.observe(time.perf_counter() - started)


def _body_max(scope: Scope) -> int:
    if scope["path"].endswith("/documents"):
        return DOCUMENT_MAX
    if scope["path"].endswith("/attachments"):
        return BODY_MAX + int(scope["app"].state.services.attachment_max_bytes)
    return BODY_MAX


def _no_space(scope: Scope) -> StorageFull | None:
    """Refuse writes while the disk is full. Reading, logging in and deleting continue."""
    if scope["method"] not in WRITES or not scope["path"].startswith(OF_ROUTES) or READS.match(scope["path"]):
        return None
    database = scope["app"].state.services.database
    return StorageFull() if database is not None and database.disk.is_full else None


async def _too_many(scope: Scope) -> TooManyRequestsError | None:
    if not scope["path"].startswith(OF_ROUTES):
        return None
    try:
        await scope["app"].state.services.limits.hit(REQUESTS_BY_ADDRESS, address_of(Request(scope)))
    except TooManyRequestsError as error:
        return error
    return None


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _bounded(receive: Receive, limit: int) -> Receive:
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLarge
        return message

    return bounded


def _headers(request_id: str, path: str) -> list[tuple[bytes, bytes]]:
    found = [
        (b"x-request-id", request_id.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
    ]
    if path.startswith(OF_ROUTES):
        found.append((b"cache-control", b"no-store"))
    return found
