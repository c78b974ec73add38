"""A WebSocket client of bytes: it can say everything that a proper one cannot."""

import asyncio
import json
import os
from dataclasses import dataclass
from typing import Any

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MASK = b"\x01\x02\x03\x04"


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    is_masked: bool = True,
    length: int | None = None,
) -> bytes:
    """One frame; `length` lies about the payload."""
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    size = len(payload) if length is None else length
    mask_bit = 0x80 if is_masked else 0
    if size < 126:
        head = bytes([first, mask_bit | size])
    elif size < 65536:
        head = bytes([first, mask_bit | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, mask_bit | 127]) + size.to_bytes(8, "big")
    if not is_masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[index % 4] for index, byte in enumerate(payload))


@dataclass
class Raw:
    """An upgraded TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    has_ended: bool = False

    @classmethod
    async def connect(cls, port: int, path: str = "/ws/v1/agent", **headers: str) -> tuple["Raw", str]:
        """Ask for an upgrade; the connection and the status line with its headers."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        given = {
            "Host": "localhost",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": KEY,
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Protocol": "chorus.v1",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items() if value), "", ""]
        writer.write("\r\n".join(lines).encode())
        try:
            async with asyncio.timeout(30):
                answer = await reader.readuntil(b"\r\n\r\n")
        except BaseException:
            writer.close()
            raise
        return cls(reader, writer), answer.decode()

    def send(self, data: bytes) -> None:
        """Bytes, as they are."""
        self.writer.write(data)

    def say(self, **fields: Any) -> None:
        """A proper text frame."""
        self.send(frame(1, json.dumps(fields, default=str).encode()))

    async def receive(self) -> tuple[int, bytes]:
        """The next frame of the server: opcode and payload. Raises `IncompleteReadError` at the end."""
        async with asyncio.timeout(30):
            first, second = await self.reader.readexactly(2)
            assert first & 0x80, "the server does not fragment"
            assert not first & 0x70, "no extensions were agreed on"
            assert not second & 0x80, "a server does not mask"
            size = second & 0x7F
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2), "big")
            elif size == 127:
                size = int.from_bytes(await self.reader.readexactly(8), "big")
            return first & 0xF, await self.reader.readexactly(size)

    async def close_code(self) -> int:
        """The code of the close frame that comes, whatever comes before; the connection ends after it."""
        while True:
            opcode, payload = await self.receive()
            if opcode == 8:
                code = int.from_bytes(payload[:2], "big")
                self.send(frame(8, payload[:2]))
                async with asyncio.timeout(30):
                    assert await self.reader.read() == b""
                return code

    def end(self) -> None:
        """Say nothing more, and listen on."""
        self.has_ended = True
        self.writer.write_eof()

    def stop_reading(self) -> None:
        """Let what comes pile up."""
        transport: Any = self.writer.transport
        transport.pause_reading()

    def close(self) -> None:
        """Hang up."""
        self.writer.close()


def noise(size: int) -> bytes:
    """Bytes of no meaning."""
    return os.urandom(size)
