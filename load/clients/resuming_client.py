"""A `Participant` on real sockets: it reconnects, to another gateway if need be, and resumes."""

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
from load.clients.participant import Frame, Participant
from load.stack.credentials import Credential
from load.verify.consistency_checker import History

BACKOFF_MIN, BACKOFF_MAX = 0.05, 2.0
CONNECT_SECONDS = 5.0
TURN_SECONDS = 0.05
PING = {"type": "ping"}

# Called for each connection, because a nonce is valid once.
NewCredential = Callable[[str], Credential]


class ResumingClient:
    """A client that stays connected between `start` and `stop`."""

    def __init__(
        self,
        name: str,
        role: str,
        conversation: str,
        *,
        new_credential: NewCredential,
        gateways: Sequence[str],
        history: History,
        heartbeat_seconds: float = 1.0,
    ) -> None:
        self.participant = Participant(
            name, conversation, role, history, clock=time.monotonic, new_id=lambda: str(new_id())
        )
        self.gateways = list(gateways)
        self.outages: list[float] = []
        self.close_codes: list[int] = []
        self.permanent_close_code: int | None = None
        self._awake = asyncio.Event()
        self._awake.set()
        self._new_credential = new_credential
        self._heartbeat_seconds = heartbeat_seconds
        self._line: _Line | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect in the background and stay connected."""
        self._task = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        """Disconnect."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def send_message(self, text: str, *, is_note: bool = False) -> None:
        """Send a message, now or as soon as there is a socket."""
        self._send(self.participant.send_message(text, is_note=is_note))

    def sleep(self) -> None:
        """Behave like a suspended laptop: read nothing, send nothing, keep the connection."""
        self._awake.clear()

    def wake(self) -> None:
        """Handle what arrived meanwhile and check the connection."""
        self._awake.set()
        if self._line is not None:
            self._line.read_on()

    @property
    def is_asleep(self) -> bool:
        """Whether the client is suspended."""
        return not self._awake.is_set()

    @property
    def is_settled(self) -> bool:
        """Whether it is connected and has no pending messages."""
        return self.participant.is_open and not self.participant.pending

    # --- connection ----------------------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        backoff, lost_at = BACKOFF_MIN, time.monotonic()
        while self.permanent_close_code is None:
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
                    line.close()
                self._line = None
            if self.participant.is_open:
                self.participant.lost()
                lost_at = time.monotonic()
            await asyncio.sleep(random.uniform(0, backoff))
            backoff = min(backoff * 2, BACKOFF_MAX)

    async def _connect(self) -> "_Line":
        credential = self._new_credential(random.choice(self.gateways))
        _, listener = await ws_connect(
            lambda: _Line(self),
            credential.url,
            websocket_handshake_timeout=CONNECT_SECONDS,
            extra_headers={"Sec-WebSocket-Protocol": credential.protocols},
            read_buffer_init_size=1024,
            enable_auto_pong=False,
            logger_name="load",
        )
        if not isinstance(listener, _Line):  # closed at the same moment
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
                    return  # half open: the peer is gone
                pinged_at = now
                self._send([PING])
            self._send(self.participant.due())
        await self._awake.wait()

    def _send(self, frames: Sequence[Frame]) -> None:
        if self._line is not None:
            for frame in frames:
                self._line.send(frame)

    def received(self, line: "_Line", frame: Frame) -> None:
        """Handle a frame, unless it belongs to an abandoned connection."""
        if line is self._line:
            self._send(self.participant.received(frame))

    def closed(self, code: int) -> None:
        """Record a close code of the server."""
        self.close_codes.append(code)
        if code in CLOSES and not CLOSES[code].reconnect:
            self.permanent_close_code = code


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
        """Send a frame as JSON."""
        if self._transport is not None and not self.ended.is_set():
            self._transport.send(WSMsgType.TEXT, json.dumps(frame).encode())

    def read_on(self) -> None:
        """Handle what arrived while the client was suspended."""
        self.heard_at = time.monotonic()
        unread, self._unread = self._unread, []
        for kind, payload in unread:
            self._read(kind, payload)

    def close(self) -> None:
        """Disconnect without a close frame."""
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
