"""Prometheus' text on a port of its own, for processes that have no HTTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import Gauge, start_http_server

tasks = Gauge("asyncio_tasks", "Tasks of the event loop")


def show_tasks() -> None:
    """Count the tasks of the running loop whenever somebody asks: a leak of them shows before it hurts."""
    loop = asyncio.get_running_loop()
    tasks.set_function(lambda: len(asyncio.all_tasks(loop)))


@asynccontextmanager
async def serve_metrics(host: str, port: int) -> AsyncIterator[None]:
    """Serve this process's metrics as long as the context."""
    show_tasks()
    server, thread = start_http_server(port, host)
    try:
        yield
    finally:
        await asyncio.to_thread(server.shutdown)
        await asyncio.to_thread(thread.join, 2)
