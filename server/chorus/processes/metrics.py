"""Prometheus' text on a port of its own, for processes that have no HTTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import start_http_server


@asynccontextmanager
async def serve_metrics(host: str, port: int) -> AsyncIterator[None]:
    """Serve this process's metrics as long as the context."""
    server, thread = start_http_server(port, host)
    try:
        yield
    finally:
        await asyncio.to_thread(server.shutdown)
        await asyncio.to_thread(thread.join, 2)
