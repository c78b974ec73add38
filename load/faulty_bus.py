"""A bus that loses, doubles and reorders, by a seed: in memory, or between real gateways and a real Redis."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from chorus.protocol.envelope import Envelope, pack, unpack
from chorus.stores.bus.memory import MemoryBus, MemoryHub

# How a message begins that Redis pushes to a subscriber.
PUSHED = b"*3\r\n$7\r\nmessage\r\n"


@dataclass(frozen=True, slots=True)
class Mischief:
    """Chances for each envelope."""

    drop: float = 0.05
    double: float = 0.05
    delay: float = 0.05
    delay_seconds: float = 0.05


class FaultyBus(MemoryBus):
    """One process's end; mischief happens to what it publishes."""

    def __init__(self, hub: MemoryHub, mischief: Mischief, chance: random.Random) -> None:
        super().__init__(hub)
        self._mischief = mischief
        self._chance = chance
        self._late: set[asyncio.Task[None]] = set()
        self.dropped = self.doubled = self.delayed = 0

    @override
    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Most of it arrives as it should."""
        for envelope in envelopes:
            draw = self._chance.random()
            if draw < self._mischief.drop:
                self.dropped += 1
            elif draw < self._mischief.drop + self._mischief.delay:
                self.delayed += 1
                late = asyncio.create_task(self._publish_late(envelope))
                self._late.add(late)
                late.add_done_callback(self._late.discard)
            else:
                is_double = self._chance.random() < self._mischief.double
                self.doubled += is_double
                await super().publish([envelope] * (1 + is_double))

    async def _publish_late(self, envelope: Envelope) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._mischief.delay_seconds))
        await super().publish([envelope])


@dataclass(slots=True)
class Meddler:
    """Mischief on what Redis pushes to subscribers, for a fault proxy before it: each envelope has its own fate."""

    mischief: Mischief
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    dropped: int = 0
    doubled: int = 0
    delayed: int = 0

    def line(self) -> "_Meddled":
        """For one connection, from its first byte."""
        return _Meddled(self)

    def fate(self, envelope: Envelope) -> Iterator[tuple[float, Envelope]]:
        """When it comes, and how often."""
        draw, mischief = self.chance.random(), self.mischief
        if draw < mischief.drop:
            self.dropped += 1
        elif draw < mischief.drop + mischief.delay:
            self.delayed += 1
            yield self.chance.uniform(0, mischief.delay_seconds), envelope
        else:
            yield 0.0, envelope
            if self.chance.random() < mischief.double:
                self.doubled += 1
                yield 0.0, envelope


class _Meddled:
    """Cuts one connection's bytes into replies; all but pushed messages pass as they are."""

    def __init__(self, meddler: Meddler) -> None:
        self._meddler = meddler
        self._rest = b""

    def __call__(self, data: bytes) -> list[tuple[float, bytes]]:
        """What passes instead, and after how many seconds."""
        found: list[tuple[float, bytes]] = []
        buffer, at = self._rest + data, 0
        while (end := _end_of_reply(buffer, at)) is not None:
            found.extend(self._pass(buffer[at:end]))
            at = end
        self._rest = buffer[at:]
        return found

    def _pass(self, reply: bytes) -> Iterator[tuple[float, bytes]]:
        if not reply.startswith(PUSHED):
            yield 0.0, reply
            return
        channel_end = _end_of_reply(reply, len(PUSHED))
        assert channel_end is not None
        head, payload = reply[:channel_end], reply[reply.index(b"\r\n", channel_end) + 2 : -2]
        at_once: list[Envelope] = []
        for envelope in unpack(payload):
            for delay, passed in self._meddler.fate(envelope):
                if delay:
                    yield delay, _push(head, [passed])
                else:
                    at_once.append(passed)
        if at_once:
            yield 0.0, _push(head, at_once)


def _push(head: bytes, envelopes: Sequence[Envelope]) -> bytes:
    payload = pack(envelopes)
    return b"%b$%d\r\n%b\r\n" % (head, len(payload), payload)


def _end_of_reply(buffer: bytes, start: int) -> int | None:
    """Where the reply that begins at `start` ends (RESP 2), or None while it is not all here."""
    line_end = buffer.find(b"\r\n", start)
    if line_end < 0:
        return None
    at, kind = line_end + 2, buffer[start : start + 1]
    if kind == b"$":
        size = int(buffer[start + 1 : line_end])
        at += size + 2 if size >= 0 else 0
    elif kind == b"*":
        for _ in range(int(buffer[start + 1 : line_end])):
            end = _end_of_reply(buffer, at)
            if end is None:
                return None
            at = end
    return at if at <= len(buffer) else None
