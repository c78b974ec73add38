"""Answers of more than 1 KB are compressed for whoever takes gzip, but those with secrets (docs/decisions/0018)."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chorus.http.encoding import accepted

MINIMUM_BYTES = 1_024
# Level 4 packs JSON to within a tenth of level 9, in a quarter of the time.
LEVEL = 4
# About half a millisecond; more is done beside the loop, by threads of its own, since others may be busy for seconds.
INLINE_BYTES = 32 * 1024
MAXIMUM_BYTES = 16 * 1024 * 1024
KINDS = ("application/json", "application/javascript", "image/svg+xml", "text/")
# The length of a compressed answer tells whether what a stranger sent is like a secret beside it (BREACH). A test walks
# the OpenAPI document for answers with secrets and asks that they are here.
SECRETS = re.compile(
    r"/v1/(auth/.*|sockets|api-keys(/.*)?|widget/.*|users(/.*)?|me/password|inboxes/[^/]+/identity-secret)"
)

_threads = ThreadPoolExecutor(2, thread_name_prefix="compress")


class Compress:
    """Wraps the app. What is streamed, or encoded already, passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or SECRETS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        takes_gzip = accepted(Headers(scope=scope).get("accept-encoding", ""), ("gzip",)) is not None
        await self._app(scope, receive, _Answer(send, takes_gzip=takes_gzip))


class _Answer:
    """Holds the head of an answer until its body says whether it is worth it."""

    def __init__(self, send: Send, *, takes_gzip: bool) -> None:
        self._send = send
        self._takes_gzip = takes_gzip
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head = message
            return
        head, self._head = self._head, None
        if head is None:
            await self._send(message)
            return
        body = message.get("body", b"")
        if not message.get("more_body", False) and is_worth_it(head, body):
            headers = MutableHeaders(raw=head["headers"])
            if "accept-encoding" not in headers.get("vary", "").lower():
                headers.add_vary_header("Accept-Encoding")
            if self._takes_gzip:
                body = await _packed(body)
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(body))
                if (tag := headers.get("etag")) and not tag.startswith("W/"):
                    headers["ETag"] = f"W/{tag}"  # the same meaning, not the same bytes
            head["headers"] = headers.raw
            message = {**message, "body": body}
        await self._send(head)
        await self._send(message)


def is_worth_it(head: Message, body: bytes) -> bool:
    """Return whether to compress: a complete text response that is large enough and may be changed."""
    if not MINIMUM_BYTES <= len(body) <= MAXIMUM_BYTES or head["status"] == 206:
        return False
    headers = Headers(raw=head["headers"])
    return (
        headers.get("content-type", "").startswith(KINDS)
        and "content-encoding" not in headers
        and "no-transform" not in headers.get("cache-control", "")
    )


async def _packed(body: bytes) -> bytes:
    if len(body) <= INLINE_BYTES:
        return _pack(body)
    return await asyncio.get_running_loop().run_in_executor(_threads, _pack, body)


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)
