"""Sockets over picows, and the rules of RFC 6455 that picows leaves to its user. The only file that knows picows."""

import asyncio
import logging
from collections import deque
from typing import Any

import picows
from typing_extensions import override

from chorus.core.pace import Pace
from chorus.core.tasks import end
from chorus.gateway.assembly import Assembly, Opcode, Violation, close_code_of
from chorus.gateway.handler import Handler, Route
from chorus.gateway.handshake import SUBPROTOCOL, HttpAnswer
from chorus.wire.closes import CLOSES, INVALID_PAYLOAD, NORMAL, POLICY, PROTOCOL_ERROR, Close

TEXT, PING, PONG, CLOSE = (picows.WSMsgType(code) for code in (Opcode.TEXT, Opcode.PING, Opcode.PONG, Opcode.CLOSE))
BINARY = picows.WSMsgType(Opcode.BINARY)
REASON_MAX_BYTES = 123
PINGS_MAX_PER_TICK = 50
STALL_BYTES = 16 * 1024
TICK_SECONDS = 0.25
HANG_UP_TURNS = 200
WRITE_PACE_SECONDS = 0.001


class Socket(picows.WSListener):
    """One WebSocket connection."""

    __slots__ = (
        "_assembly",
        "_closed_with",
        "_frames",
        "_handler",
        "_is_closing",
        "_pings",
        "_raw",
        "_server",
        "_transport",
    )

    def __init__(self, server: "Server", handler: Handler) -> None:
        super().__init__()
        self._server = server
        self._handler: Handler | None = handler
        self._assembly: Assembly | None = None
        self._is_closing = False
        self._closed_with: Close | None = None
        self._pings = 0
        self._frames: list[bytes] | None = None

    # --- what the gateway does with it ---------------------------------------------------------------------------

    def write(self, frame: bytes) -> None:
        """Write a frame made by `text_frame`, soon: frames of a moment leave in one system call, which costs as much as
        all else that is done for them.
        """
        if self._is_closing:
            return
        if self._frames is None:
            self._frames = []
            self._server.will_write(self)
        self._frames.append(frame)

    def flush(self) -> None:
        """Write now what waits."""
        frames, self._frames = self._frames, None
        if frames and self._handler is not None:
            self._raw.write(frames[0] if len(frames) == 1 else b"".join(frames))

    def send_binary(self, body: bytes) -> None:
        """Write a binary message."""
        self._transport.send(BINARY, body)

    def ping(self) -> None:
        """Ask for a sign of life."""
        self._transport.send_ping()

    @property
    def buffered(self) -> int:
        """Bytes that wait for the peer to read."""
        return int(self._raw.get_write_buffer_size()) + sum(map(len, self._frames or ()))

    def close(self, close: Close, reason: str = "") -> None:
        """Say goodbye, and hang up when the peer has answered or `close_seconds` have passed."""
        if self._is_closing:
            return
        self._is_closing = True
        self._closed_with = close
        self._say_close(close.code, reason)

    def abort(self, close: Close) -> None:
        """Hang up at once: the peer is gone or does not read."""
        if not self._is_closing:
            self.close(close)
        self._transport.disconnect(False)

    def hang_up(self) -> None:
        """End a connection whose peer does not answer the goodbye."""
        self._transport.disconnect(False)

    # --- what picows tells it ------------------------------------------------------------------------------------

    @override
    def on_ws_connected(self, transport: Any) -> None:
        self._transport = transport
        self._raw = transport.underlying_transport
        self._server.remember(self)
        # From here on outbound.py looks after what waits.
        self._raw.set_write_buffer_limits(high=STALL_BYTES)
        # The headers hold the token, and two kilobytes.
        transport.request.headers = transport.response.headers = None
        peer = self._raw.get_extra_info("peername")
        if self._handler is not None:
            self._handler.opened(self, peer[0] if isinstance(peer, tuple) else "")

    @override
    def on_ws_frame(self, transport: Any, frame: Any) -> None:
        handler = self._handler
        if self._is_closing or handler is None:
            if frame.msg_type == CLOSE:
                transport.disconnect()
            return
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
            self._pong(payload)
        elif frame.msg_type == PONG:
            handler.pong()
        elif frame.msg_type == CLOSE:
            self._answer_close(payload)
        else:
            self._assemble(int(frame.msg_type), payload, handler, is_final=bool(frame.fin))

    def _assemble(self, opcode: int, payload: bytes, handler: Handler, *, is_final: bool) -> None:
        assembly = self._assembly or Assembly(self._server.frame_max_bytes, takes_binary=self._server.takes_binary)
        whole = assembly.take(opcode, is_final=is_final, payload=payload)
        self._assembly = None if assembly.is_idle else assembly
        if isinstance(whole, str):
            handler.text(whole)
        elif whole is not None:
            handler.binary(whole)

    def _pong(self, payload: bytes) -> None:
        self._pings += 1
        if self._pings == 1:
            self._server.pinged.append(self)
        if self._pings > PINGS_MAX_PER_TICK:
            raise Violation(POLICY, "too many pings")
        self._transport.send_pong(payload)

    def forgive_pings(self) -> None:
        """A new tick has begun."""
        self._pings = 0

    def _answer_close(self, payload: bytes) -> None:
        try:
            code = close_code_of(payload)
        except Violation as violation:
            # It was a goodbye all the same: nothing more will come, so there is nothing to wait for.
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
    # A violation that picows itself saw (opcode, mask, length): it has said goodbye for us.
    handshake = transport.close_handshake
    return CLOSES.get(int(handshake.sent.code)) if handshake is not None and handshake.sent is not None else None


class Server:
    """Listens, upgrades what `route` lets in, answers the rest in HTTP."""

    def __init__(
        self,
        route: Route,
        *,
        frame_max_bytes: int = 64 * 1024,
        handshake_seconds: float = 10,
        close_seconds: float = 1,
        takes_binary: bool = False,
    ) -> None:
        self.frame_max_bytes = frame_max_bytes
        self.takes_binary = takes_binary
        self.pinged: list[Socket] = []
        self._route = route
        self._handshake_seconds = handshake_seconds
        self._close_seconds = close_seconds
        self._sockets: set[Socket] = set()
        self._lingering: deque[tuple[float, Socket]] = deque()
        self._dirty: list[Socket] = []
        self._pace = Pace(self._write, WRITE_PACE_SECONDS)
        self._server: asyncio.Server | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int, **listen: Any) -> int:
        """Begin to listen; the port, which the system chooses when `port` is 0."""
        self._server = await picows.ws_create_server(
            self._accept,
            host,
            port,
            websocket_handshake_timeout=self._handshake_seconds,
            logger_name=_Quiet(logging.getLogger(__name__)),
            enable_auto_pong=False,
            max_frame_size=self.frame_max_bytes,
            read_buffer_init_size=1024,
            use_aiofastnet=False,  # uvloop's own transport: 9 KiB a socket instead of 14
            backlog=4096,
            **listen,
        )
        self._ticking = asyncio.create_task(self._tick())
        return int(self._server.sockets[0].getsockname()[1])

    def stop_listening(self) -> None:
        """Accept nobody more; open sockets stay."""
        if self._server is not None:
            self._server.close()

    async def close(self) -> None:
        """Hang up on everybody."""
        self.stop_listening()
        for socket in tuple(self._sockets):
            socket.hang_up()
        for _ in range(HANG_UP_TURNS):
            if not self._sockets:
                break
            await asyncio.sleep(0.01)
        await end(self._ticking)

    def linger(self, socket: Socket) -> None:
        """Hang up on this one in `close_seconds`."""
        self._lingering.append((asyncio.get_running_loop().time() + self._close_seconds, socket))

    def will_write(self, socket: Socket) -> None:
        """It has frames to write."""
        self._dirty.append(socket)
        self._pace.ask()

    def _write(self) -> None:
        dirty, self._dirty = self._dirty, []
        for socket in dirty:
            socket.flush()

    def remember(self, socket: Socket) -> None:
        """It is open."""
        self._sockets.add(socket)

    def forget(self, socket: Socket) -> None:
        """It is gone."""
        self._sockets.discard(socket)

    def _accept(self, request: Any) -> Any:
        headers = request.headers
        answer = self._route(request.path.decode("ascii", "replace"), headers)
        if isinstance(answer, HttpAnswer):
            return _http(answer)
        # Browsers may say `keep-alive, Upgrade`, which picows does not read as a list.
        if "upgrade" in {word.strip().lower() for word in headers.get("Connection", "").split(",")}:
            headers["Connection"] = "upgrade"
        response = picows.WSUpgradeResponse.create_101_response(
            {"Sec-WebSocket-Protocol": SUBPROTOCOL} if "Sec-WebSocket-Protocol" in headers else None
        )
        return picows.WSUpgradeResponseWithListener(response, Socket(self, answer))

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for socket in self.pinged:
                socket.forgive_pings()
            self.pinged.clear()
            while self._lingering and self._lingering[0][0] <= loop.time():
                self._lingering.popleft()[1].hang_up()


def _http(answer: HttpAnswer) -> Any:
    headers = {"Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8"}
    if answer.retry_after_seconds is not None:
        headers["Retry-After"] = str(answer.retry_after_seconds)
    if answer.status < 400:
        response = picows.WSUpgradeResponse.create_ok_response(answer.body, headers)
    else:
        response = picows.WSUpgradeResponse.create_error_response(answer.status, answer.body, headers)
    return picows.WSUpgradeResponseWithListener(response, None)


class _Quiet(logging.LoggerAdapter[logging.Logger]):
    """picows would log each connection, with its headers at debug level; of a Logger it makes a child per socket."""

    @override
    def isEnabledFor(self, level: int) -> bool:
        return False
