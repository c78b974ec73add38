"""Ephemeral envelopes on their way to the bus: all of one turn in one publish, the latest only."""

import asyncio

from chorus.core.tasks import end
from chorus.protocol.envelope import Envelope
from chorus.stores.bus.port import Bus

WAITING_MAX = 5_000


class EphemeralPublisher:
    """Never waits and never raises. What does not fit is dropped: typing is out of date in a moment anyhow."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._waiting: list[Envelope] = []
        self._task: asyncio.Task[None] | None = None

    def publish(self, envelope: Envelope) -> None:
        """Publish with the next batch."""
        if len(self._waiting) >= WAITING_MAX:
            return
        self._waiting.append(envelope)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._carry())

    async def stop(self) -> None:
        """Carry nothing more."""
        await end(self._task)

    async def _carry(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            await self._bus.publish(waiting)
