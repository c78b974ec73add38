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
from chorus.protocol.close_codes import CLOSES
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
        self._awake = asyncio.Event()
        self._awake.set()
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
        self._awake.clear()

    def wake(self) -> None:
        """Read what came meanwhile, and find out what became of the line."""
        self._awake.set()
        if self._line is not None:
            self._line.read_on()

    @property
    def is_asleep(self) -> bool:
        """Whether it is shut."""
        return not self._awake.is_set()

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
            enable_auto_pong=False,
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
        await self._awake.wait()

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
        self._unread: list[tuple[WSMsgType, bytes]] = []

    def send(self, frame: Frame) -> None:
        """As JSON."""
        if self._transport is not None and not self.ended.is_set():
            self._transport.send(WSMsgType.TEXT, json.dumps(frame).encode())

    def read_on(self) -> None:
        """What came while nobody read."""
        self.heard_at = time.monotonic()
        unread, self._unread = self._unread, []
        for kind, payload in unread:
            self._read(kind, payload)

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
        is_close = frame.msg_type == WSMsgType.CLOSE
        payload = b"%d" % frame.get_close_code().value if is_close else frame.get_payload_as_bytes()
        if self._client.is_asleep:
            self._unread.append((frame.msg_type, payload))
        else:
            self._read(frame.msg_type, payload)

    def _read(self, kind: WSMsgType, payload: bytes) -> None:
        self.heard_at = time.monotonic()
        if kind == WSMsgType.CLOSE:
            self._client.closed(int(payload))
            if self._transport is not None:
                self._transport.disconnect()
        elif kind == WSMsgType.PING and self._transport is not None and not self.ended.is_set():
            self._transport.send_pong(payload)
        elif kind == WSMsgType.TEXT:
            found = json.loads(payload)
            self._client.received(self, found)
            if found["type"] == "welcome":
                self.opened.set()

    @override
    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.ended.set()
        self.opened.set()
