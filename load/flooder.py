"""Somebody who floods a gateway by raw TCP: `python -m load.flooder KIND HOST PORT ADDRESS SOCKETS SECONDS`.

Each socket sends as fast as it is let, and connects again when it is cut. Prints one line of JSON: how many sockets
were cut, with which close codes, the longest time from a socket's first byte of the flood to its close frame or its
end, and how many bytes the peer took.
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
AT_ONCE_BYTES = 256 * 1024
# A server that answers nothing must not hold a flooder for ever.
ANSWER_SECONDS = 2.0
PAUSE_SECONDS = 0.01
# Who began shorter before the end than this had no time to be cut.
GIVEN_SECONDS = 1.0


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    """A masked frame; the mask is zero, so that making it costs nothing."""
    first, size = (0x80 if fin else 0) | opcode, len(payload)
    if size < 126:
        return bytes([first, 0x80 | size]) + MASK + payload
    if size < 65_536:
        return bytes([first, 0x80 | 126]) + size.to_bytes(2, "big") + MASK + payload
    return bytes([first, 0x80 | 127]) + size.to_bytes(8, "big") + MASK + payload


def text(size: int) -> bytes:
    """A text frame of so many bytes, in JSON."""
    return frame(1, b'{"type":"ping","x":"%s"}' % (b"x" * max(0, size - 22)))


@dataclass(frozen=True, slots=True)
class Kind:
    """What is said once after the upgrade, and what is repeated then."""

    first: bytes
    again: bytes

    @property
    def chunk(self) -> bytes:
        """A big piece of it."""
        return self.again * max(1, AT_ONCE_BYTES // len(self.again))


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
# Before there is a socket: these never get as far as an upgrade, or want nothing but one.
HANDSHAKES = {
    "handshakes": UPGRADE,
    "headers without end": b"GET /ws/v1/agent HTTP/1.1\r\n" + b"X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 1_500,
    "connections": b"",
}


@dataclass(slots=True)
class Seen:
    """What all sockets of this flooder saw."""

    codes: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    bytes: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self, code: str, seconds: float, size: int) -> None:
        """A socket came to its end."""
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
        """Connect from the address."""
        found = socket.socket()
        found.bind((self.address, 0))
        found.settimeout(ANSWER_SECONDS)
        found.connect((self.host, self.port))
        return found

    def close_code(self) -> str | None:
        """The code of the close frame among what was received."""
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


def flood(kind: Kind, line: Line, seen: Seen, ends: float) -> None:
    """One socket after the other until the time is over."""
    chunk = kind.chunk
    while time.monotonic() < ends:
        try:
            tcp = line.open()
        except OSError:
            seen.refused += 1
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
                seen.refused += 1
                time.sleep(PAUSE_SECONDS)
                continue
            line.received += answer.partition(b"\r\n\r\n")[2]
            _until_cut(kind, chunk, tcp, line, seen, ends)


def _until_cut(kind: Kind, chunk: bytes, tcp: socket.socket, line: Line, seen: Seen, ends: float) -> None:
    """Send until it is over."""
    began, waiting, sent = time.monotonic(), memoryview(kind.first + chunk), 0
    tcp.setblocking(False)
    while (now := time.monotonic()) < ends:
        code = line.close_code()
        if code is not None:
            seen.cut(code, now - began, sent)
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
                    seen.cut(line.close_code() or "no close frame", now - began, sent)
                    return
        except BlockingIOError:
            continue
        except OSError:
            seen.cut(_last_words(tcp, line) or "reset", now - began, sent)
            return
    if ends - began >= GIVEN_SECONDS:
        seen.cut("never", ends - began, sent)


def _last_words(tcp: socket.socket, line: Line) -> str | None:
    try:
        line.received += tcp.recv(65_536)
    except OSError:
        return line.close_code()
    return line.close_code()


def knock(opening: bytes, line: Line, seen: Seen, ends: float) -> None:
    """Connections that want nothing, one after the other."""
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
        seen.cut(answer.split(b"\r\n")[0][:32].decode("latin-1") or "end", time.monotonic() - began, len(opening))


def main(kind: str, host: str, port: int, address: str, sockets: int, seconds: float) -> None:
    """Flood, and tell."""
    # In life it has a machine of its own: it takes what the others leave of this one.
    os.nice(19)
    seen, ends = Seen(), time.monotonic() + seconds
    threads = []
    for _ in range(sockets):
        line = Line(host, port, address)
        if kind in KINDS:
            threads.append(threading.Thread(target=flood, args=(KINDS[kind], line, seen, ends)))
        else:
            threads.append(threading.Thread(target=knock, args=(HANDSHAKES[kind], line, seen, ends)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {"codes": dict(seen.codes), "longest": round(seen.longest, 3), "bytes": seen.bytes, "refused": seen.refused}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), float(sys.argv[6]))
