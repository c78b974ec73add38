"""Prometheus' text, on a port of its own: figures are for those who run Chorus, not for the world."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from prometheus_client import REGISTRY, Gauge
from prometheus_client.exposition import choose_encoder

from chorus import __version__
from chorus.http.server.server import HttpServer
from chorus.http.server.server import running as serving

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
GZIP_LEVEL = 4

RUNNING = "chorus_process"
tasks = Gauge("asyncio_tasks", "Tasks of the event loop")
running = Gauge(RUNNING, "1 for what runs here", ["process", "version"])


def show_tasks() -> None:
    """Count the tasks of the running loop whenever somebody asks: a leak of them shows before it hurts."""
    loop = asyncio.get_running_loop()
    tasks.set_function(lambda: len(asyncio.all_tasks(loop)))


@asynccontextmanager
async def serve_metrics(process: str, host: str, port: int) -> AsyncIterator[None]:
    """Serve the metrics of this process, which is called so, as long as the context; bounded as all HTTP of ours."""
    show_tasks()
    running.labels(process, __version__).set(1)
    try:
        async with serving(HttpServer(_metrics, host, port)):
            yield
    finally:
        running.remove(process, __version__)


async def _metrics(scope: dict[str, Any], _: Receive, send: Send) -> None:
    """Answer with all figures, in the form that is asked for; encoded beside the loop."""
    headers = dict(scope["headers"])
    encode, content_type = choose_encoder(headers.get(b"accept", b"").decode("latin-1"))
    body = await asyncio.to_thread(encode, REGISTRY)
    said = [(b"content-type", content_type.encode()), (b"vary", b"accept, accept-encoding")]
    if b"gzip" in headers.get(b"accept-encoding", b""):
        body = await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL)
        said.append((b"content-encoding", b"gzip"))
    said.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": said})
    await send({"type": "http.response.body", "body": body})
