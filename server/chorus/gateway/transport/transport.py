"""A socket over picows, and the rules of RFC 6455 that picows leaves to its user.

Only this file, `protocol.py` and `server.py` know picows.
"""

import time
from collections.abc import Callable
from typing import Any, Protocol

import picows
from multidict import CIMultiDict
from typing_extensions import override

from chorus.gateway.protocol.handshake import HttpAnswer
from chorus.gateway.transport.assembly import Assembly, Opcode, Violation, close_code_of
from chorus.gateway.transport.batch_window import BatchWindow
from chorus.gateway.transport.intake import Intake, IntakeLimits
from chorus.protocol.close_codes import CLOSES, INVALID_PAYLOAD, NORMAL, PROTOCOL_ERROR, Close

TEXT, PING, PONG, CLOSE = (picows.WSMsgType(code) for code in (Opcode.TEXT, Opcode.PING, Opcode.PONG, Opcode.CLOSE))
BINARY = picows.WSMsgType(Opcode.BINARY)
REASON_MAX_BYTES = 123
STALL_BYTES = 16 * 1024


class Handler(Protocol):
    """Callbacks for the events of one socket, called in the event loop."""

    def opened(self, socket: "Socket", peer: str) -> None:
        """Handle a completed upgrade; `peer` is the address of the TCP connection."""
        ...

    def text(self, text: str) -> None:
        """Handle a complete text message."""
        ...

    def binary(self, payload: bytes) -> None:
        """Handle a complete binary message, if the server accepts them."""
        ...

    def pong(self) -> None:
        """Handle a pong."""
        ...

    def flooded(self, *, is_text: bool) -> None:
        """Handle a flood; `is_text` tells whether a complete text message exceeded the limit."""
        ...

    def stalled(self, *, is_stalled: bool) -> None:
        """Handle a peer that reads too slowly, or has caught up."""
        ...

    def lost(self, close: Close | None) -> None:
        """Handle the end of the connection; `close` is our close code, if we closed it."""
        ...


Route = Callable[[str, "CIMultiDict[str]"], Handler | HttpAnswer]


class SocketServer(Protocol):
    """What a socket uses of the server that accepted it."""

    frame_max_bytes: int
    takes_binary: bool
    intake: IntakeLimits
    turns: BatchWindow

    def remember(self, socket: "Socket") -> None:
        """Register an open socket."""
        ...

    def forget(self, socket: "Socket") -> None:
        """Remove a closed socket."""
        ...

    def will_write(self, socket: "Socket") -> None:
        """Schedule a socket that has frames to write."""
        ...

    def linger(self, socket: "Socket") -> None:
        """Hang up on it when its peer had time to answer the close frame."""
        ...

    def cut(self, socket: "Socket") -> None:
        """Hang up on it as soon as it had time to read why."""
        ...


class Socket(picows.WSListener):
    """One WebSocket connection."""

    __slots__ = (
        "_assembly",
        "_closed_with",
        "_frames",
        "_handler",
        "_is_closing",
        "_raw",
        "_server",
        "_transport",
        "intake",
    )

    def __init__(self, server: SocketServer, handler: Handler) -> None:
        super().__init__()
        self._server = server
        self._handler: Handler | None = handler
        self._assembly: Assembly | None = None
        self._is_closing = False
        self._closed_with: Close | None = None
        self.intake = Intake(server.intake, time.monotonic())
        self._frames: list[bytes] | None = None

    # --- what the gateway does with it ---------------------------------------------------------------------------

    def write(self, frame: bytes) -> None:
        """Write a frame made by `text_frame`, soon: a turn's frames leave in one system call, for that costs as much as
        all else that is done for them.
        """
        if self._transport.is_close_frame_sent:
            return
        if self._frames is None:
            self._frames = []
            self._server.will_write(self)
        self._frames.append(frame)

    def flush(self) -> None:
        """Write now what waits."""
        frames, self._frames = self._frames, None
        if frames and not self._transport.is_close_frame_sent and not self._raw.is_closing():
            self._raw.write(frames[0] if len(frames) == 1 else b"".join(frames))

    def send_binary(self, body: bytes) -> None:
        """Write a binary message."""
        self._transport.send(BINARY, body)

    def ping(self) -> None:
        """Send a ping."""
        self._transport.send_ping()

    @property
    def buffered(self) -> int:
        """Bytes that wait for the peer to read."""
        return int(self._raw.get_write_buffer_size()) + sum(map(len, self._frames or ()))

    def close(self, close: Close, reason: str = "") -> None:
        """Start the close handshake and end it when the peer answers or after `close_seconds`."""
        if self._is_closing:
            return
        self._is_closing = True
        self._closed_with = close
        self._say_close(close.code, reason)

    def abort(self, close: Close) -> None:
        """Close immediately, because the peer is gone or does not read."""
        if not self._is_closing:
            self.close(close)
        self._transport.disconnect(False)

    def hang_up(self) -> None:
        """Close a connection whose peer does not answer the close frame."""
        self._transport.disconnect(False)

    @property
    def is_closing(self) -> bool:
        """Whether we have sent a close frame."""
        return self._is_closing

    def flooded(self, *, is_text: bool) -> None:
        """Stop reading from a flooding socket."""
        handler = self._handler
        if self._is_closing or self._transport.is_close_frame_sent or handler is None:
            self.hang_up()
            return
        handler.flooded(is_text=is_text)
        self._server.cut(self)

    # --- what picows tells it ------------------------------------------------------------------------------------

    @override
    def on_ws_connected(self, transport: Any) -> None:
        self._transport = transport
        self._raw = transport.underlying_transport
        self._server.remember(self)
        # From here on send_queue.py looks after what waits.
        self._raw.set_write_buffer_limits(high=STALL_BYTES)
        # The headers hold the token, and two kilobytes.
        transport.request.headers = transport.response.headers = None
        peer = self._raw.get_extra_info("peername")
        if self._handler is not None:
            self._handler.opened(self, peer[0] if isinstance(peer, tuple) else "")

    @override
    def on_ws_frame(self, transport: Any, frame: Any) -> None:
        handler = self._handler
        # Not `_is_closing`: picows sends a close frame itself for a broken head, and hands on more until it hangs up.
        if transport.is_close_frame_sent or handler is None:
            if frame.msg_type == CLOSE:
                transport.disconnect()
            return
        self._server.turns.begin()
        try:
            if frame.rsv1 or frame.rsv2 or frame.rsv3:
                raise Violation(PROTOCOL_ERROR, "reserved bits")
            if frame.msg_type == TEXT and frame.fin and self._assembly is None:
                handler.text(frame.get_payload_as_utf8_text())
            else:
                self._take(frame, handler)
        except UnicodeDecodeError:
            self.close(INVALID_PAYLOAD, "not UTF-8")
        except Violation as violation:
            self.close(violation.close, violation.reason)

    @override
    def on_ws_disconnected(self, transport: Any) -> None:
        handler, self._handler = self._handler, None
        self._server.forget(self)
        if handler is not None:
            handler.lost(self._closed_with or _sent_by_picows(transport))

    @override
    def pause_writing(self) -> None:
        if self._handler is not None:
            self._handler.stalled(is_stalled=True)

    @override
    def resume_writing(self) -> None:
        if self._handler is not None:
            self._handler.stalled(is_stalled=False)

    def _take(self, frame: Any, handler: Handler) -> None:
        payload = frame.get_payload_as_bytes()
        if frame.msg_type == PING:
            self._transport.send_pong(payload)
        elif frame.msg_type == PONG:
            handler.pong()
        elif frame.msg_type == CLOSE:
            self._answer_close(payload)
        else:
            self._assemble(int(frame.msg_type), payload, handler, is_final=bool(frame.fin))

    def _assemble(self, opcode: int, payload: bytes, handler: Handler, *, is_final: bool) -> None:
        server = self._server
        assembly = self._assembly or Assembly(
            server.frame_max_bytes, takes_binary=server.takes_binary, fragments_max=server.intake.fragments
        )
        whole = assembly.take(opcode, is_final=is_final, payload=payload)
        self._assembly = None if assembly.is_idle else assembly
        if isinstance(whole, str):
            handler.text(whole)
        elif whole is not None:
            handler.binary(whole)

    def _answer_close(self, payload: bytes) -> None:
        try:
            code = close_code_of(payload)
        except Violation as violation:
            # It was a close frame all the same: nothing more will come, so there is nothing to wait for.
            self.close(violation.close, violation.reason)
            self._transport.disconnect()
            return
        self._is_closing = True
        self._closed_with = CLOSES.get(code, NORMAL)
        self._say_close(code, "")
        self._transport.disconnect()

    def _say_close(self, code: int, reason: str) -> None:
        self.flush()
        self._server.linger(self)
        self._transport.send_close(code, reason[:REASON_MAX_BYTES] or None)


def _sent_by_picows(transport: Any) -> Close | None:
    # A violation that picows itself saw (opcode, mask, length): it has sent a close frame for us.
    handshake = transport.close_handshake
    return CLOSES.get(int(handshake.sent.code)) if handshake is not None and handshake.sent is not None else None
