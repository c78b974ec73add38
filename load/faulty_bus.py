"""A bus that loses, doubles and reorders, by a seed."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from chorus.stores.bus_memory import MemoryBus, MemoryHub
from chorus.wire.envelope import Envelope


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
