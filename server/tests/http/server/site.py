"""A server within bounds whose clock stands still, and clients that write bytes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from chorus.http.server.bounds import HttpBounds
from chorus.http.server.server import HttpServer, running
from tests.ports import free_port
from tests.proof.stack import until

HOST = b"Host: chat.example\r\n"
PAGE = 3_000_000


async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Any) -> None:
    """Answers with the length of the body and what it knows of the request; `/page` is long."""
    if scope["path"] == "/early":
        length = 0
    else:
        length = 0
        while (message := await receive())["type"] == "http.request":
            length += len(message["body"])
            if not message["more_body"]:
                break
    told = {"length": length, "path": scope["path"], "client": scope["client"][0], "headers": len(scope["headers"])}
    body = b"x" * PAGE if scope["path"] == "/page" else json.dumps(told).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for at in range(0, len(body), 65_536):
        await send({"type": "http.response.body", "body": body[at : at + 65_536], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class Clock:
    """Tells the time that the test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Site:
    """A running server, its clock, and clients that write bytes."""

    def __init__(self, server: HttpServer, port: int, clock: Clock) -> None:
        self.server, self.port, self.clock = server, port, clock
        self.writers: list[asyncio.StreamWriter] = []

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        self.writers.append(writer)
        return reader, writer

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection that the server knows of."""
        before = len(self.server.open)
        reader, writer = await self.dial()

        async def known() -> bool:
            return len(self.server.open) > before

        await until(known, "the connection is known")
        return reader, writer

    async def ask(self, *parts: bytes) -> bytes:
        """All that comes back until the server closes."""
        reader, writer = await self.connect()
        for part in parts:
            writer.write(part)
        return await asyncio.wait_for(reader.read(), 20)

    async def later(self, seconds: float) -> None:
        """Time passes, and the server looks at its connections."""
        self.clock.now += seconds
        self.server.open.sweep()
        await asyncio.sleep(0)

    async def ends(self) -> None:
        """Every connection has ended."""

        async def none_open() -> bool:
            return not len(self.server.open)

        await until(none_open, "the connections end")


@asynccontextmanager
async def site(bounds: HttpBounds | None = None, trusted: tuple[str, ...] = ()) -> AsyncIterator[Site]:
    """A server on loopback whose clock stands still."""
    port, clock = free_port(), Clock()
    server = HttpServer(app, "127.0.0.1", port, bounds=bounds, trusted_proxies=trusted)
    server.open.clock = clock
    async with running(server):
        found = Site(server, port, clock)
        try:
            yield found
        finally:
            for writer in found.writers:
                writer.transport.abort()
            await asyncio.sleep(0.01)  # asyncio closes a socket a turn later


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until the connection ends or is reset."""
    found = b""
    with suppress(OSError):
        while part := await reader.read(65_536):
            found += part
    return found


def code_of(answer: bytes) -> tuple[int, str]:
    """Status and error code of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["error"]["code"]
