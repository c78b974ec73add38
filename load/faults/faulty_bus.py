"""A bus that drops, duplicates and delays events by a seed: in memory, or between gateways and a real Redis."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from chorus.protocol.envelope import Envelope, pack, unpack
from chorus.stores.bus.memory import MemoryBus, MemoryHub

# The start of a message that Redis pushes to a subscriber.
PUSHED = b"*3\r\n$7\r\nmessage\r\n"


@dataclass(frozen=True, slots=True)
class BusFaults:
    """Probabilities for each envelope."""

    drop: float = 0.05
    double: float = 0.05
    delay: float = 0.05
    delay_seconds: float = 0.05


class FaultyBus(MemoryBus):
    """One process's end of a memory bus; faults apply to what it publishes."""

    def __init__(self, hub: MemoryHub, faults: BusFaults, chance: random.Random) -> None:
        super().__init__(hub)
        self._faults = faults
        self._chance = chance
        self._late: set[asyncio.Task[None]] = set()
        self.dropped = self.duplicated = self.delayed = 0

    @override
    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Publish the envelopes, each with its own fault."""
        for envelope in envelopes:
            draw = self._chance.random()
            if draw < self._faults.drop:
                self.dropped += 1
            elif draw < self._faults.drop + self._faults.delay:
                self.delayed += 1
                late = asyncio.create_task(self._publish_late(envelope))
                self._late.add(late)
                late.add_done_callback(self._late.discard)
            else:
                is_double = self._chance.random() < self._faults.double
                self.duplicated += is_double
                await super().publish([envelope] * (1 + is_double))

    async def _publish_late(self, envelope: Envelope) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._faults.delay_seconds))
        await super().publish([envelope])


@dataclass(slots=True)
class SubscriberFaults:
    """Faults on what Redis pushes to its subscribers, applied by a `FaultProxy`; each envelope draws its own."""

    faults: BusFaults
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    dropped: int = 0
    duplicated: int = 0
    delayed: int = 0

    def line(self) -> "_FaultyStream":
        """Return the filter of one connection."""
        return _FaultyStream(self)

    def fate(self, envelope: Envelope) -> Iterator[tuple[float, Envelope]]:
        """Yield the delays and envelopes to deliver instead of one envelope."""
        draw, faults = self.chance.random(), self.faults
        if draw < faults.drop:
            self.dropped += 1
        elif draw < faults.drop + faults.delay:
            self.delayed += 1
            yield self.chance.uniform(0, faults.delay_seconds), envelope
        else:
            yield 0.0, envelope
            if self.chance.random() < faults.double:
                self.duplicated += 1
                yield 0.0, envelope


class _FaultyStream:
    """Splits one connection's bytes into replies. Only pushed messages are changed."""

    def __init__(self, injector: SubscriberFaults) -> None:
        self._injector = injector
        self._rest = b""

    def __call__(self, data: bytes) -> list[tuple[float, bytes]]:
        """Return what to forward instead, each with its delay in seconds."""
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
            for delay, passed in self._injector.fate(envelope):
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
    """Return where the reply that starts at `start` ends (RESP 2), or None while it is incomplete."""
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
