"""A participant on real sockets: it comes back by itself, elsewhere if it has to, and goes on where it stopped."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from typing_extensions import override

from chorus.core.ids import new_id
from chorus.wire.closes import CLOSES
from load.history import History
from load.participant import Frame, Participant
from load.seats import Seat

BACKOFF_MIN, BACKOFF_MAX = 0.05, 2.0
CONNECT_SECONDS = 5.0
TURN_SECONDS = 0.05
PING = {"type": "ping"}

# Asked for anew at each connect: a nonce is good once.
TakeSeat = Callable[[str], Seat]


class ResumingClient:
    """`start`, `say`, and `stop` when everything is settled."""

    def __init__(
        self,
        name: str,
        role: str,
        conversation: str,
        *,
        take_seat: TakeSeat,
        gateways: Sequence[str],
        history: History,
        heartbeat_seconds: float = 1.0,
    ) -> None:
        self.participant = Participant(
            name, conversation, role, history, clock=time.monotonic, new_id=lambda: str(new_id())
        )
        self.gateways = list(gateways)
        self.outages: list[float] = []
        self.closed_with: list[int] = []
        self.refused_for_good: int | None = None
        self.is_asleep = False
        self._take_seat = take_seat
        self._heartbeat_seconds = heartbeat_seconds
        self._line: _Line | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and stay connected."""
        self._task = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        """Leave."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def say(self, text: str, *, is_note: bool = False) -> None:
        """Now, or as soon as there is a socket."""
        self._send(self.participant.say(text, is_note=is_note))

    def sleep(self) -> None:
        """As a laptop that is shut: it reads nothing, says nothing, and does not hang up."""
        self.is_asleep = True
        if self._line is not None:
            self._line.pause(is_paused=True)

    def wake(self) -> None:
        """Find out what became of the line."""
        self.is_asleep = False
        if self._line is not None:
            self._line.pause(is_paused=False)

    @property
    def is_settled(self) -> bool:
        """Whether it is connected and everything it said was answered."""
        return self.participant.is_open and not self.participant.unanswered

    # --- the line ------------------------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        backoff, lost_at = BACKOFF_MIN, time.monotonic()
        while self.refused_for_good is None:
            line: _Line | None = None
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    line = await self._connect()
                    await line.opened.wait()
                if self.participant.is_open:
                    self.outages.append(time.monotonic() - lost_at)
                    backoff = BACKOFF_MIN
                    await self._live(line)
            except (OSError, TimeoutError, WSError):
                pass
            finally:
                if line is not None:
                    line.hang_up()
                self._line = None
            if self.participant.is_open:
                self.participant.lost()
                lost_at = time.monotonic()
            await asyncio.sleep(random.uniform(0, backoff))
            backoff = min(backoff * 2, BACKOFF_MAX)

    async def _connect(self) -> "_Line":
        seat = self._take_seat(random.choice(self.gateways))
        _, listener = await ws_connect(
            lambda: _Line(self),
            seat.url,
            websocket_handshake_timeout=CONNECT_SECONDS,
            extra_headers={"Sec-WebSocket-Protocol": seat.protocols},
            read_buffer_init_size=1024,
            logger_name="load",
        )
        if not isinstance(listener, _Line):  # gone in the same moment
            raise ConnectionResetError
        self._line = listener
        return listener

    async def _live(self, line: "_Line") -> None:
        pinged_at = time.monotonic()
        while not line.ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(TURN_SECONDS):
                    await line.ended.wait()
            if self.is_asleep:
                continue
            now = time.monotonic()
            if now - pinged_at >= self._heartbeat_seconds:
                if line.heard_at < pinged_at - self._heartbeat_seconds:
                    return  # half open: nobody is there
                pinged_at = now
                self._send([PING])
            self._send(self.participant.due())

    def _send(self, frames: Sequence[Frame]) -> None:
        if self._line is not None:
            for frame in frames:
                self._line.send(frame)

    def received(self, line: "_Line", frame: Frame) -> None:
        """From the socket; a line that was given up has nothing to say."""
        if line is self._line:
            self._send(self.participant.received(frame))

    def closed(self, code: int) -> None:
        """The server said goodbye."""
        self.closed_with.append(code)
        if code in CLOSES and not CLOSES[code].reconnect:
            self.refused_for_good = code


class _Line(WSListener):
    """One socket."""

    def __init__(self, client: ResumingClient) -> None:
        super().__init__()
        self.opened, self.ended = asyncio.Event(), asyncio.Event()
        self.heard_at = time.monotonic()
        self._client = client
        self._transport: WSTransport | None = None

    def send(self, frame: Frame) -> None:
        """As JSON."""
        if self._transport is not None and not self.ended.is_set():
            self._transport.send(WSMsgType.TEXT, json.dumps(frame).encode())

    def pause(self, *, is_paused: bool) -> None:
        """Read nothing for a while; the kernel keeps what comes."""
        if self._transport is not None and not self.ended.is_set():
            line = self._transport.underlying_transport
            line.pause_reading() if is_paused else line.resume_reading()

    def hang_up(self) -> None:
        """At once."""
        if self._transport is not None:
            self._transport.disconnect(False)

    @override
    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        transport.send(WSMsgType.TEXT, json.dumps(self._client.participant.auth()).encode())

    @override
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self.heard_at = time.monotonic()
        if frame.msg_type == WSMsgType.CLOSE:
            self._client.closed(frame.get_close_code().value)
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            found = json.loads(frame.get_payload_as_bytes())
            self._client.received(self, found)
            if found["type"] == "welcome":
                self.opened.set()

    @override
    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.ended.set()
        self.opened.set()
