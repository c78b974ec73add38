"""A minimal HTTP client on a fixed set of keep-alive connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LINE_END = b"\r\n"


@dataclass(slots=True)
class HttpClient:
    """A request takes a free connection, or waits for one."""

    port: int
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=asyncio.Queue)

    async def post(self, path: str, token: str, body: bytes) -> int:
        """Return the status, or 0 when the connection broke; it is then replaced."""
        return await self.request("POST", path, token, body)

    async def get(self, path: str, token: str) -> int:
        """Return the status, or 0 when the connection broke; it is then replaced."""
        return await self.request("GET", path, token, b"")

    async def request(self, method: str, path: str, token: str, body: bytes) -> int:
        """Return the status, or 0 when the connection broke; it is then replaced."""
        reader, writer = await self.free.get()
        try:
            writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = await reader.readuntil(LINE_END + LINE_END)
            await reader.readexactly(_length(head))
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            return 0
        else:
            return int(head[9:12])
        finally:
            self.free.put_nowait((reader, writer))


def _length(head: bytes) -> int:
    for line in head.lower().split(LINE_END):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


@asynccontextmanager
async def http_client(port: int, connections: int) -> AsyncIterator[HttpClient]:
    """Open the connections; they are closed with the context."""
    client = HttpClient(port)
    for _ in range(connections):
        client.free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    try:
        yield client
    finally:
        while not client.free.empty():
            client.free.get_nowait()[1].close()
