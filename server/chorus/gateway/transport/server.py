"""Listens for sockets, over picows."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from socket import SO_RCVBUF, SO_SNDBUF, SOL_SOCKET
from typing import Any

import picows
from typing_extensions import override

from chorus.core.tasks import end
from chorus.gateway.admission.arrivals import Arrivals
from chorus.gateway.protocol.handshake import SUBPROTOCOL, HttpAnswer
from chorus.gateway.transport.batch_window import BatchWindow
from chorus.gateway.transport.intake import IntakeLimits
from chorus.gateway.transport.protocol import BoundedProtocol
from chorus.gateway.transport.transport import Route, Socket

TICK_SECONDS = 0.25
HANG_UP_TURNS = 200
# So many sockets with more than one turn's work go on in the next: the others wait for no more than these.
BUSY_PER_TURN = 8
# The kernel keeps twice as much. What a socket sends while it is not read waits there.
RECEIVE_BUFFER_BYTES = 64 * 1024
# A close frame is on its way; who floods gets no longer to read it.
FLOOD_CLOSE_SECONDS = 0.25


class Server:
    """Listens, upgrades what `route` lets in, answers the rest in HTTP."""

    def __init__(
        self,
        route: Route,
        *,
        frame_max_bytes: int = 64 * 1024,
        handshake_seconds: float = 10,
        close_seconds: float = 1,
        send_buffer_bytes: int = 128 * 1024,
        takes_binary: bool = False,
        turns: BatchWindow | None = None,
        intake: IntakeLimits | None = None,
        arrivals: Arrivals | None = None,
        refused: Callable[[int], object] = int,
    ) -> None:
        self.frame_max_bytes = frame_max_bytes
        self.takes_binary = takes_binary
        self.intake = intake or IntakeLimits()
        self.arrivals = arrivals or Arrivals(per_address=1_000, half_open_max=1_000)
        self.refused = refused
        self._busy: deque[BoundedProtocol] = deque()
        self._is_going_on = False
        self._route = route
        self._handshake_seconds = handshake_seconds
        self._send_buffer_bytes = send_buffer_bytes
        self._close_seconds = close_seconds
        self._sockets: set[Socket] = set()
        self._lingering: deque[tuple[float, Socket]] = deque()
        self._cut: deque[tuple[float, Socket]] = deque()
        self._dirty: list[Socket] = []
        self.turns = turns or BatchWindow(0)
        self._server: asyncio.Server | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int, **listen: Any) -> int:
        """Start listening. Return the port, which the system chooses if `port` is 0."""
        logger = _Quiet(logging.getLogger(__name__))
        # uvloop's own transport: 9 KiB a socket instead of the 14 of aiofastnet.
        self._server = await asyncio.get_running_loop().create_server(
            lambda: BoundedProtocol(self, handshake_seconds=self._handshake_seconds, logger=logger),
            host,
            port,
            backlog=4096,
            **listen,
        )
        for listening in self._server.sockets:
            # What is accepted inherits it. The kernel would give megabytes to one who does not read.
            listening.setsockopt(SOL_SOCKET, SO_SNDBUF, self._send_buffer_bytes)
            listening.setsockopt(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        self._ticking = asyncio.create_task(self._tick())
        return int(self._server.sockets[0].getsockname()[1])

    def stop_listening(self) -> None:
        """Accept nobody more; open sockets stay."""
        if self._server is not None:
            self._server.close()

    async def close(self) -> None:
        """Close all connections."""
        self.stop_listening()
        for socket in tuple(self._sockets):
            socket.hang_up()
        for _ in range(HANG_UP_TURNS):
            if not self._sockets:
                break
            await asyncio.sleep(0.01)
        await end(self._ticking)

    def linger(self, socket: Socket) -> None:
        """Close this connection after `close_seconds`."""
        self._lingering.append((asyncio.get_running_loop().time() + self._close_seconds, socket))

    def cut(self, socket: Socket) -> None:
        """Close a flooding connection as soon as its peer had time to read the close frame."""
        self._cut.append((asyncio.get_running_loop().time() + FLOOD_CLOSE_SECONDS, socket))

    def later(self, protocol: BoundedProtocol) -> None:
        """Schedule a socket with more than one iteration's work."""
        if not self._is_going_on:
            self._is_going_on = True
            asyncio.get_running_loop().call_soon(self._go_on)
        self._busy.append(protocol)

    def _go_on(self) -> None:
        for _ in range(min(len(self._busy), BUSY_PER_TURN)):
            self._busy.popleft().go_on()
        self._is_going_on = bool(self._busy)
        if self._is_going_on:
            asyncio.get_running_loop().call_soon(self._go_on)

    def will_write(self, socket: Socket) -> None:
        """Schedule a socket that has frames to write."""
        if not self._dirty:
            asyncio.get_running_loop().call_soon(self._write)
        self._dirty.append(socket)
        self.turns.begin()

    def _write(self) -> None:
        dirty, self._dirty = self._dirty, []
        for socket in dirty:
            socket.flush()

    def remember(self, socket: Socket) -> None:
        """Register an open socket."""
        self._sockets.add(socket)

    def forget(self, socket: Socket) -> None:
        """Remove a closed socket."""
        self._sockets.discard(socket)

    def accept(self, request: Any) -> Any:
        """Decide about an upgrade request, as picows' callback."""
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
            for ending in (self._lingering, self._cut):
                while ending and ending[0][0] <= loop.time():
                    ending.popleft()[1].hang_up()


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
