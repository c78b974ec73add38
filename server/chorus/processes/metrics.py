"""Prometheus' text, on a port of its own: figures are for those who run Chorus, not for the world."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import Gauge, start_http_server

from chorus import __version__

RUNNING = "chorus_process"
tasks = Gauge("asyncio_tasks", "Tasks of the event loop")
running = Gauge(RUNNING, "1 for what runs here", ["process", "version"])


def show_tasks() -> None:
    """Count the tasks of the running loop whenever somebody asks: a leak of them shows before it hurts."""
    loop = asyncio.get_running_loop()
    tasks.set_function(lambda: len(asyncio.all_tasks(loop)))


@asynccontextmanager
async def serve_metrics(process: str, host: str, port: int) -> AsyncIterator[None]:
    """Serve the metrics of this process, which is called so, as long as the context."""
    show_tasks()
    running.labels(process, __version__).set(1)
    server, thread = start_http_server(port, host)
    try:
        yield
    finally:
        running.remove(process, __version__)
        await asyncio.to_thread(server.shutdown)
        await asyncio.to_thread(thread.join, 2)
