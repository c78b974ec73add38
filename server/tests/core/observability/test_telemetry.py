"""Traces leave the process where an endpoint is set, and only there."""

import asyncio
import re
import sys

# The tracer of a process is set once, so each case has a process of its own.
TRACES = """
import sys
from opentelemetry import trace
from chorus.core.observability.telemetry import trace_to

trace_to(sys.argv[1] or None, service="chorus-test", version="1.2.3")
with trace.get_tracer("test").start_as_current_span("says hello"):
    pass
provider = trace.get_tracer_provider()
if hasattr(provider, "shutdown"):
    provider.shutdown()
"""


async def requests_of(endpoint_path: str | None) -> list[bytes]:
    """What a collector on loopback gets from a process that traces to it, or to nobody."""
    came: list[bytes] = []

    async def collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length is not None
        came.append(head + await reader.readexactly(int(length[1])))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(collect, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        endpoint = "" if endpoint_path is None else f"http://127.0.0.1:{port}{endpoint_path}"
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", TRACES, endpoint)
        assert await process.wait() == 0
    return came


async def test_a_span_goes_to_the_endpoint_with_the_name_of_its_service() -> None:
    for path in ("", "/"):
        (request,) = await requests_of(path)
        assert request.startswith(b"POST /v1/traces HTTP/1.1")
        assert b"says hello" in request
        assert b"chorus-test" in request
        assert b"1.2.3" in request


async def test_without_an_endpoint_nothing_leaves() -> None:
    assert await requests_of(None) == []
