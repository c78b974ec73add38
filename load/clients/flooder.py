"""Flood a gateway over raw TCP: `python -m load.clients.flooder KIND HOST PORT ADDRESS SOCKETS SECONDS`.

Each socket sends as fast as it can and reconnects when it is closed. Prints one line of JSON: the number of closed
sockets by close code, the longest time from a socket's first flood byte to its close frame or end, and the bytes that
the peer accepted.
"""

import json
import os
import select
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = (
    "GET /ws/v1/agent HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chorus.v1\r\n\r\n"
).encode()
MASK = b"\0\0\0\0"
CHUNK_BYTES = 256 * 1024
# Bounds the wait for a server that does not answer.
ANSWER_SECONDS = 2.0
PAUSE_SECONDS = 0.01
# A socket that started later than this before the end had no time to be closed.
MIN_OBSERVED_SECONDS = 1.0


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    """Return a masked frame. The mask is zero, so that building it is free."""
    first, size = (0x80 if fin else 0) | opcode, len(payload)
    if size < 126:
        return bytes([first, 0x80 | size]) + MASK + payload
    if size < 65_536:
        return bytes([first, 0x80 | 126]) + size.to_bytes(2, "big") + MASK + payload
    return bytes([first, 0x80 | 127]) + size.to_bytes(8, "big") + MASK + payload


def text(size: int) -> bytes:
    """Return a JSON text frame with a payload of `size` bytes."""
    return frame(1, b'{"type":"ping","x":"%s"}' % (b"x" * max(0, size - 22)))


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent once after the upgrade, and what is repeated afterwards."""

    first: bytes
    again: bytes

    @property
    def chunk(self) -> bytes:
        """Return the repeated part, about `CHUNK_BYTES` long."""
        return self.again * max(1, CHUNK_BYTES // len(self.again))


KINDS = {
    "pongs": Kind(b"", frame(10)),
    "pings": Kind(b"", frame(9, b"x" * 125)),
    "empty continuations": Kind(frame(1, b"{", fin=False), frame(0, b"", fin=False)),
    "fragments of one byte": Kind(frame(1, b"{", fin=False), frame(0, b" ", fin=False)),
    "closes": Kind(b"", frame(8, b"\x03\xe8")),
    "texts without auth": Kind(b"", text(24)),
    "large messages": Kind(b"", text(60_000)),
    "unmasked": Kind(b"", b"\x81\x02{}"),
    "huge lengths": Kind(b"", b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"),
    "one frame by bytes": Kind(b"\x81\xfe\xea\x60\0\0\0\0", b"x"),
}
# These do not get as far as an upgraded socket, or ask for nothing but one.
HANDSHAKES = {
    "handshakes": UPGRADE,
    "headers without end": b"GET /ws/v1/agent HTTP/1.1\r\n" + b"X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 1_500,
    "connections": b"",
}


@dataclass(slots=True)
class FloodResult:
    """What all sockets of this flooder saw."""

    codes: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    bytes: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self, code: str, seconds: float, size: int) -> None:
        """Count a closed socket."""
        with self.lock:
            self.codes[code] += 1
            self.longest = max(self.longest, seconds)
            self.bytes += size


@dataclass(slots=True)
class Line:
    """One connection of the flooder."""

    host: str
    port: int
    address: str
    received: bytearray = field(default_factory=bytearray)

    def open(self) -> socket.socket:
        """Connect from the configured address."""
        found = socket.socket()
        found.bind((self.address, 0))
        found.settimeout(ANSWER_SECONDS)
        found.connect((self.host, self.port))
        return found

    def close_code(self) -> str | None:
        """Return the code of the first close frame received, if any."""
        data = self.received
        while len(data) >= 2:
            size, at = data[1] & 0x7F, 2
            if size == 126:
                size, at = int.from_bytes(data[2:4], "big"), 4
            if len(data) < at + size:
                return None
            if data[0] & 0xF == 8:
                return str(int.from_bytes(data[at : at + 2], "big"))
            del data[: at + size]
        return None


def flood(kind: Kind, line: Line, result: FloodResult, ends: float) -> None:
    """Open one flooding socket after the other until the time is over."""
    chunk = kind.chunk
    while time.monotonic() < ends:
        try:
            tcp = line.open()
        except OSError:
            result.refused += 1
            time.sleep(PAUSE_SECONDS)
            continue
        with tcp:
            line.received.clear()
            try:
                tcp.sendall(UPGRADE)
                answer = tcp.recv(4_096)
            except OSError:
                answer = b""
            if not answer.startswith(b"HTTP/1.1 101"):
                result.refused += 1
                time.sleep(PAUSE_SECONDS)
                continue
            line.received += answer.partition(b"\r\n\r\n")[2]
            _until_cut(kind, chunk, tcp, line, result, ends)


def _until_cut(kind: Kind, chunk: bytes, tcp: socket.socket, line: Line, result: FloodResult, ends: float) -> None:
    """Send until the peer closes the socket or the time is over."""
    began, waiting, sent = time.monotonic(), memoryview(kind.first + chunk), 0
    tcp.setblocking(False)
    while (now := time.monotonic()) < ends:
        code = line.close_code()
        if code is not None:
            result.cut(code, now - began, sent)
            return
        readable, writable, _ = select.select([tcp], [tcp], [], 0.05)
        try:
            if writable:
                size = tcp.send(waiting)
                sent += size
                waiting = waiting[size:] if size < len(waiting) else memoryview(chunk)
            if readable:
                data = tcp.recv(65_536)
                line.received += data
                if not data:
                    result.cut(line.close_code() or "no close frame", now - began, sent)
                    return
        except BlockingIOError:
            continue
        except OSError:
            result.cut(_final_close_code(tcp, line) or "reset", now - began, sent)
            return
    if ends - began >= MIN_OBSERVED_SECONDS:
        result.cut("never", ends - began, sent)


def _final_close_code(tcp: socket.socket, line: Line) -> str | None:
    try:
        line.received += tcp.recv(65_536)
    except OSError:
        return line.close_code()
    return line.close_code()


def open_connections(opening: bytes, line: Line, result: FloodResult, ends: float) -> None:
    """Open one connection after the other without using it."""
    while time.monotonic() < ends:
        began = time.monotonic()
        try:
            with line.open() as tcp:
                if not opening:
                    tcp.settimeout(ANSWER_SECONDS)
                else:
                    tcp.sendall(opening)
                answer = tcp.recv(4_096)
        except OSError as error:
            answer = type(error).__name__.encode()
        result.cut(answer.split(b"\r\n")[0][:32].decode("latin-1") or "end", time.monotonic() - began, len(opening))


def main(kind: str, host: str, port: int, address: str, sockets: int, seconds: float) -> None:
    """Run the flood and print its result."""
    # A real attacker has its own machine; here it may only use what the others leave.
    os.nice(19)
    result, ends = FloodResult(), time.monotonic() + seconds
    threads = []
    for _ in range(sockets):
        line = Line(host, port, address)
        if kind in KINDS:
            threads.append(threading.Thread(target=flood, args=(KINDS[kind], line, result, ends)))
        else:
            threads.append(threading.Thread(target=open_connections, args=(HANDSHAKES[kind], line, result, ends)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {
        "codes": dict(result.codes),
        "longest": round(result.longest, 3),
        "bytes": result.bytes,
        "refused": result.refused,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), float(sys.argv[6]))
