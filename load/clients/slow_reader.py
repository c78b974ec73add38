"""A socket that can stop reading: no transport buffers between it and the kernel's small receive buffer."""

import asyncio
import base64
import os
import socket
from urllib.parse import urlsplit

from load.clients.light_client import frame_of
from load.stack.credentials import Credential

RECEIVE_BYTES = 4 * 1024
AUTH = frame_of(b'{"type":"auth"}')


class SlowReader:
    """Opened by `open`; discards what it reads between `read` and `stop`."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._socket = socket.socket()
        self._socket.setblocking(False)
        # Before connecting: afterwards the kernel has chosen its window.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self._reading: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and wait for `welcome`."""
        loop, url = asyncio.get_running_loop(), urlsplit(self._credential.url)
        await loop.sock_connect(self._socket, (url.hostname, url.port))
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {self._credential.protocols}\r\n\r\n"
        )
        await loop.sock_sendall(self._socket, head.encode())
        await self._until(b"\r\n\r\n")
        await loop.sock_sendall(self._socket, AUTH)
        await self._until(b'{"type":"welcome"')

    async def _until(self, text: bytes) -> None:
        seen = b""
        async with asyncio.timeout(30):
            while text not in seen:
                found = await asyncio.get_running_loop().sock_recv(self._socket, 4096)
                if not found:
                    raise ConnectionError(f"closed before {text!r}: {seen!r}")
                seen += found

    def read(self) -> None:
        """Start reading."""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while await asyncio.get_running_loop().sock_recv(self._socket, 64 * 1024):
            pass

    async def stop(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._reading = None

    async def close(self) -> None:
        """Close the socket."""
        await self.stop()
        self._socket.close()
