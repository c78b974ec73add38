"""Many sockets in one process; each message is timed to its acknowledgement and to its delivery.

The client shares two cores with what it measures, so it avoids JSON, counts its ids and frames by hand.
"""

import asyncio
import json
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from typing_extensions import override

from load.stack.credentials import Credential

OPENING_SECONDS = 60.0
TEXT = "x" * 120
# The resolution of the send timer: a finer one would cost more than the messages at 1,000 a second.
TICK_SECONDS = 0.002


class Ids:
    """Cheap UUIDv7 texts: a timestamp and a counter."""

    def __init__(self) -> None:
        self._own = f"7{random.getrandbits(12):03x}-8{random.getrandbits(12):03x}"
        self._count = 0
        self.renew()

    def renew(self) -> None:
        """Use the current time for the ids that follow."""
        moment = f"{time.time_ns() // 1_000_000:012x}"
        self._head = f"{moment[:8]}-{moment[8:]}-{self._own}-".encode()

    def __call__(self) -> bytes:
        """Return the next id."""
        self._count += 1
        return b"%s%012x" % (self._head, self._count)


@dataclass(slots=True)
class TrafficStats:
    """What all sockets saw together. Times are milliseconds, keyed by message id."""

    sent: dict[bytes, float] = field(default_factory=dict)
    acknowledged: dict[bytes, float] = field(default_factory=dict)
    delivered: dict[bytes, float] = field(default_factory=dict)
    every: list[float] = field(default_factory=list)  # every delivery, where many sockets read the same message
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    answered: int = 0
    without_retry_hint: int = 0
    duplicated: int = 0
    out_of_order: int = 0
    closed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    ids: Ids = field(default_factory=Ids)

    @property
    def lost(self) -> int:
        """The number of messages that were acknowledged and not delivered."""
        return len(self.acknowledged.keys() - self.delivered.keys())

    @property
    def violations(self) -> int:
        """The number of losses in this window plus all duplicates and reorderings so far."""
        return self.lost + self.duplicated + self.out_of_order

    def clear(self) -> None:
        """Start a new window; no message may be in flight."""
        self.sent.clear()
        self.acknowledged.clear()
        self.delivered.clear()
        self.every.clear()
        self.answered = 0


def frame_of(payload: bytes) -> bytes:
    """Return a text frame with a zero mask: the same work for the server, none for us."""
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + payload


class Client(WSListener):
    """One socket. `on_answer` is called for each message that is acknowledged or refused."""

    def __init__(
        self,
        credential: Credential,
        stats: TrafficStats,
        *,
        position: int | None = None,
        epoch: str = "",
        text: str = TEXT,
    ) -> None:
        super().__init__()
        self.credential = credential
        self.stats = stats
        self.welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.position = position or 0
        self.epoch = epoch
        self.is_resumed = False
        self.opening_ms = 0.0
        self.is_open = False
        self.in_flight = 0
        self.on_answer: Callable[[Client], object] | None = None
        self._auth = {"type": "auth"} if position is None else {"type": "auth", "position": position, "epoch": epoch}
        self._own = f'","role":"{credential.role}"'.encode()
        # All ids have the same length, so that the frame is built once.
        whole = frame_of(
            f'{{"type":"message","id":"{"0" * 36}","role":"{credential.role}","content":"{text}"}}'.encode()
        )
        self._head, _, self._tail = whole.partition(b"0" * 36)
        self._transport: WSTransport | None = None
        self._write: Callable[[bytes], object] = _nowhere

    @override
    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._write = transport.underlying_transport.write
        transport.send(WSMsgType.TEXT, json.dumps(self._auth).encode())

    @override
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            if frame.msg_type == WSMsgType.CLOSE:
                self.stats.closed[frame.get_close_code().value] += 1
                transport.disconnect()
            elif frame.msg_type == WSMsgType.PING:
                transport.send_pong(frame.get_payload_as_bytes())
            return
        payload = frame.get_payload_as_bytes()
        if payload.startswith(b'{"position"'):
            self._event(payload)
        elif payload.startswith(b'{"type":"delivered"'):
            message_id = payload[26:62]
            sent = self.stats.sent.get(message_id)
            if sent is not None:
                self.stats.acknowledged[message_id] = (time.perf_counter() - sent) * 1000
            self._answered()
        else:
            self._other(json.loads(payload))

    @override
    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.is_open = False
        self._write = _nowhere
        if not self.welcomed.done():
            self.welcomed.set_exception(ConnectionError("closed before it was welcomed"))
            self.welcomed.exception()  # retrieved here in case the opener was cancelled

    def _event(self, payload: bytes) -> None:
        position = int(payload[12 : payload.index(b",")])
        if position != self.position + 1:
            if position <= self.position:
                self.stats.duplicated += 1
                return
            self.stats.out_of_order += 1
        self.position = position
        at = payload.find(b'"message":{"id":"') + 17
        if at < 17 or payload.startswith(self._own, at + 36):
            return
        message_id = payload[at : at + 36]
        sent = self.stats.sent.get(message_id)
        if sent is not None:
            self.stats.delivered[message_id] = (time.perf_counter() - sent) * 1000

    def _other(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self.position, self.epoch = frame.get("position", 0), frame["epoch"]
            self.is_open, self.is_resumed = True, frame.get("resumed", False)
            if not self.welcomed.done():
                self.welcomed.set_result(None)
        elif frame["type"] == "error":
            self.stats.refused[frame["code"]] += 1
            if frame.get("retryable") and "retryAfterSeconds" not in frame:
                self.stats.without_retry_hint += 1
            if "id" in frame:
                self._answered()

    def _answered(self) -> None:
        self.in_flight -= 1
        self.stats.answered += 1
        if self.on_answer is not None:
            self.on_answer(self)

    def send_message(self) -> bytes:
        """Send a message and return its id."""
        message_id = self.stats.ids()
        self.stats.sent[message_id] = time.perf_counter()
        self.in_flight += 1
        self._write(self._head + message_id + self._tail)
        return message_id

    def close(self) -> None:
        """Disconnect without a close frame."""
        self.is_open = False
        if self._transport is not None:
            self._transport.disconnect(graceful=False)


class _Quiet(logging.LoggerAdapter[logging.Logger]):
    """A disabled logger; without one picows creates a logger per socket."""

    @override
    def isEnabledFor(self, level: int) -> bool:
        return False


QUIET = _Quiet(logging.getLogger(__name__))


def _nowhere(_: bytes) -> None:
    """Discard what is written to a closed socket."""


async def connect(
    credential: Credential,
    stats: TrafficStats,
    *,
    position: int | None = None,
    epoch: str = "",
    text: str = TEXT,
    kind: type[Client] = Client,
    seconds: float = OPENING_SECONDS,
) -> Client:
    """Open a socket, optionally resuming from a position. Returns when the server has sent `welcome`."""
    began = time.perf_counter()
    async with asyncio.timeout(seconds):
        transport, client = await ws_connect(
            lambda: kind(credential, stats, position=position, epoch=epoch, text=text),
            credential.url,
            websocket_handshake_timeout=seconds,
            extra_headers={"Sec-WebSocket-Protocol": credential.protocols},
            read_buffer_init_size=1024,
            enable_auto_pong=False,
            logger_name=QUIET,
        )
        found: Any = client
        try:
            await found.welcomed
        except asyncio.CancelledError:
            transport.disconnect(graceful=False)
            raise
    found.opening_ms = (time.perf_counter() - began) * 1000
    return found  # type: ignore[no-any-return]


async def at_rate(per_second: float, seconds: float, act: Callable[[], object]) -> float:
    """Call `act` at a fixed rate, catching up after a pause instead of slowing down (no coordinated omission).

    Returns how late the latest call was, in milliseconds; beyond a few, this process is the bottleneck.
    """
    started, done, latest = time.perf_counter(), 0, 0.0
    total, tick = int(per_second * seconds), max(TICK_SECONDS, 1 / per_second)
    while done < total:
        passed = time.perf_counter() - started
        latest = max(latest, passed - done / per_second)
        due = min(total, int(passed * per_second) + 1)
        while done < due:
            act()
            done += 1
        await asyncio.sleep(tick)
    return latest * 1000
