"""The fine instrument: many sockets from one process, each message timed to its acknowledgement and to the peer."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from typing_extensions import override

from chorus.core.ids import new_id
from load.seats import Seat


@dataclass(slots=True)
class Tally:
    """What all sockets saw together. Times are milliseconds."""

    sent: dict[str, float] = field(default_factory=dict)
    acknowledged: dict[str, float] = field(default_factory=dict)
    delivered: dict[str, float] = field(default_factory=dict)
    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    doubled: int = 0
    out_of_order: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    closed: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def lost(self) -> int:
        """Acknowledged, and never seen by the peer."""
        return len(self.acknowledged.keys() - self.delivered.keys())

    def clear(self) -> None:
        """Begin a window; nothing may be on its way."""
        self.sent.clear()
        self.acknowledged.clear()
        self.delivered.clear()


class Client(WSListener):
    """One socket. Frames are told apart by their first bytes: parsing all JSON would measure the client."""

    def __init__(self, seat: Seat, tally: Tally) -> None:
        super().__init__()
        self.seat = seat
        self.tally = tally
        self.welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.position = 0
        self._transport: WSTransport | None = None

    @override
    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        transport.send(WSMsgType.TEXT, b'{"type":"auth"}')

    @override
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.tally.closed[frame.get_close_code().value] += 1
            transport.disconnect()
            return
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        now = time.perf_counter()
        if payload.startswith(b'{"position"'):
            self._event(payload, now)
        elif payload.startswith(b'{"type":"delivered"'):
            message_id = payload[26:62].decode()
            if message_id in self.tally.sent:
                self.tally.acknowledged[message_id] = (now - self.tally.sent[message_id]) * 1000
        elif payload.startswith(b'{"type":"welcome"'):
            self.position = json.loads(payload).get("position", 0)
            if not self.welcomed.done():
                self.welcomed.set_result(None)
        elif payload.startswith(b'{"type":"error"'):
            self.tally.refused[json.loads(payload)["code"]] += 1

    @override
    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if not self.welcomed.done():
            self.welcomed.set_exception(ConnectionError("closed before it was welcomed"))

    def _event(self, payload: bytes, now: float) -> None:
        position = int(payload[12 : payload.index(b",")])
        if position <= self.position:
            self.tally.doubled += 1
            return
        if position != self.position + 1:
            self.tally.out_of_order += 1
        self.position = position
        at = payload.find(b'"message":{"id":"')
        if at < 0:
            return
        message_id = payload[at + 17 : at + 53].decode()
        sent = self.tally.sent.get(message_id)
        if sent is not None and payload.find(b'"role":"%s"' % self.seat.role.encode(), at) < 0:
            self.tally.delivered[message_id] = (now - sent) * 1000

    def say(self, text: str) -> str:
        """Send a message; its id."""
        message_id = str(new_id())
        self.tally.sent[message_id] = time.perf_counter()
        if self._transport is not None:
            frame = f'{{"type":"message","id":"{message_id}","role":"{self.seat.role}","content":"{text}"}}'
            self._transport.send(WSMsgType.TEXT, frame.encode())
        return message_id

    def close(self) -> None:
        """Leave."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)


async def connect(seat: Seat, tally: Tally) -> Client:
    """Open a socket; returns when the server has welcomed it."""
    _, client = await ws_connect(
        lambda: Client(seat, tally),
        seat.url,
        websocket_handshake_timeout=30,
        extra_headers={"Sec-WebSocket-Protocol": seat.protocols},
        read_buffer_init_size=1024,
        logger_name="load",
    )
    found: Any = client
    await asyncio.wait_for(found.welcomed, 30)
    return found  # type: ignore[no-any-return]


async def at_rate(per_second: float, seconds: float, act: Callable[[int], object]) -> int:
    """Call `act` evenly spread, catching up after a pause rather than slowing down (no coordinated omission)."""
    started, done = time.perf_counter(), 0
    total = int(per_second * seconds)
    while done < total:
        due = min(total, int((time.perf_counter() - started) * per_second) + 1)
        while done < due:
            act(done)
            done += 1
        await asyncio.sleep(0.001)
    return total
