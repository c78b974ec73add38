"""Between the kernel and picows: what a peer sends is counted first, and handed on a bounded piece in each turn.

picows parses all that one read brings before it returns to the loop, doubles its buffer as long as reads fill it, and
takes what follows a close frame for a violation. So it is given no more than it should see.
"""

import time
from collections.abc import Callable
from typing import Any, Protocol

from picows.picows import WSAutoPingStrategy, WSProtocol  # type: ignore[attr-defined]
from typing_extensions import override

from chorus.gateway.admission.arrivals import Arrivals
from chorus.gateway.transport.intake import Intake, IntakeLimits, boundary
from chorus.gateway.transport.transport import Socket

READ_MAX_BYTES = 16 * 1024
DROPPED_MAX_BYTES = 512 * 1024
HEADERS_MAX_BYTES, HEADERS_MAX_READS = 16 * 1024, 256
END_OF_HEADERS = b"\r\n\r\n"
REFUSAL = "HTTP/1.1 {}\r\n{}Connection: close\r\nContent-Length: 0\r\n\r\n"
TOO_LARGE = REFUSAL.format("431 Request Header Fields Too Large", "").encode()

buffer_of, hand_on = WSProtocol.get_buffer, WSProtocol.buffer_updated


class AcceptingServer(Protocol):
    """What a connection uses of the server that listens."""

    frame_max_bytes: int
    intake: IntakeLimits
    arrivals: Arrivals
    refused: Callable[[int], object]

    def accept(self, request: Any) -> Any:
        """Decide about an upgrade request, as picows' callback."""
        ...

    def later(self, protocol: "BoundedProtocol") -> None:
        """Schedule a socket with more than one iteration's work."""
        ...


class BoundedProtocol(WSProtocol):  # type: ignore[misc]
    """One TCP connection, from its first byte."""

    __slots__ = (
        "_dropped",
        "_headers",
        "_intake",
        "_is_half_open",
        "_peer",
        "_raw",
        "_reads",
        "_rest",
        "_server",
        "_socket",
        "_view",
    )

    def __init__(self, server: AcceptingServer, *, handshake_seconds: float, logger: Any) -> None:
        super().__init__(
            None,  # host and port
            None,  # path
            False,
            server.accept,
            logger,
            True,
            handshake_seconds,
            False,
            10,
            10,
            WSAutoPingStrategy.PING_WHEN_IDLE,
            False,
            server.frame_max_bytes,
            None,  # more headers
            1024,
        )
        self._server = server
        self._headers = bytearray()
        self._reads = self._dropped = 0
        self._rest = b""
        self._peer = ""
        self._is_half_open = False
        self._socket: Socket | None = None
        self._view: Any = None

    @override
    def connection_made(self, transport: Any) -> None:
        self._raw = transport
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if isinstance(peer, tuple) else ""
        wait = self._server.arrivals.connect(self._peer)
        if wait:
            self._server.refused(429)
            transport.write(REFUSAL.format("429 Too Many Requests", f"Retry-After: {int(wait) + 1}\r\n").encode())
            transport.close()
            return
        self._is_half_open = True
        super().connection_made(transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._rest = b""
        self._end_handshake()
        if self.transport is not None:
            super().connection_lost(exc)
        # Each holds the next: a ring would wait for a collector that comes by rarely.
        self._socket = self._raw = self._view = None

    @override
    def get_buffer(self, size_hint: int) -> memoryview:
        view: memoryview = buffer_of(self, size_hint)
        self._view = view = view if len(view) <= READ_MAX_BYTES else view[:READ_MAX_BYTES]
        return view

    @override
    def buffer_updated(self, nbytes: int) -> None:
        socket = self._socket
        if socket is None:
            self._take_headers(bytes(self._view[:nbytes]))
            return
        intake: Intake = self._intake
        if intake.is_over:
            self._drop(nbytes)
            return
        taken = intake.count(self._view, nbytes, time.monotonic())
        if intake.is_over:
            self._drop(nbytes)
            socket.flooded(is_text=intake.is_text)
            return
        ends = intake.turn_ends
        if self.transport.is_close_frame_sent:
            # Only its close frame is of interest. picows would send ours again for each read behind a broken head.
            if intake.is_last:
                self.transport.disconnect()
            ends = taken
        else:
            if ends < taken:
                self._rest = bytes(self._view[ends:taken])
            hand_on(self, ends)
        # More is waiting here or in the kernel: the others' turn comes first.
        if ends < taken or nbytes == READ_MAX_BYTES:
            self._raw.pause_reading()
            self._server.later(self)

    def go_on(self) -> None:
        """Continue in a new iteration: pass on kept data or resume reading."""
        if self._raw is None or self._raw.is_closing():
            return
        if self._rest and self.transport.is_close_frame_sent:
            self._rest = b""
        if self._rest:
            ends = boundary(self._rest, self._server.intake.turn_frames)
            piece, self._rest = self._rest[:ends], self._rest[ends:]
            self._feed(piece)
            if self._rest:
                self._server.later(self)
                return
        self._raw.resume_reading()

    def _drop(self, size: int) -> None:
        """Discard further input of a closed socket, within limits.

        Unread input would cause a TCP reset, which would discard the close frame too.
        """
        self._rest = b""
        self._dropped += size
        self._raw.pause_reading()
        if self._dropped < DROPPED_MAX_BYTES:
            self._server.later(self)

    def _feed(self, data: bytes) -> None:
        """Pass on data that is not in picows' buffer."""
        while data and not self._raw.is_closing():
            view = buffer_of(self, -1)
            size = min(len(view), len(data))
            view[:size] = data[:size]
            hand_on(self, size)
            data = data[size:]

    # --- before the upgrade --------------------------------------------------------------------------------------

    def _take_headers(self, data: bytes) -> None:
        if self.transport is None or self._raw.is_closing():
            return
        headers, known = self._headers, len(self._headers)
        headers += data
        self._reads += 1
        end = headers.find(END_OF_HEADERS, max(0, known - len(END_OF_HEADERS) + 1))
        if end < 0 and len(headers) < HEADERS_MAX_BYTES and self._reads < HEADERS_MAX_READS:
            return
        if end < 0 or end >= HEADERS_MAX_BYTES:
            self._server.refused(431)
            self._raw.pause_reading()
            self._raw.write(TOO_LARGE)
            self._raw.close()
            return
        end += len(END_OF_HEADERS)
        rest, self._headers = bytes(headers[end:]), bytearray()
        self._feed(bytes(headers[:end]))
        self._end_handshake()
        if self.listener is None or self._raw.is_closing():
            return
        self._socket, self._intake = self.listener, self.listener.intake
        if rest:
            self._take_early(rest, self._socket)

    def _take_early(self, data: bytes, socket: Socket) -> None:
        """Take data that arrived in the same read as the headers."""
        taken = self._intake.count(data, len(data), time.monotonic())
        if self._intake.is_over:
            self._drop(len(data))
            socket.flooded(is_text=self._intake.is_text)
        else:
            self._rest = data[:taken]
            self._raw.pause_reading()
            self._server.later(self)

    def _end_handshake(self) -> None:
        if self._is_half_open:
            self._is_half_open = False
            self._server.arrivals.end_handshake(self._peer)
