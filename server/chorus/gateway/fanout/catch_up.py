"""The catch-up reader: the log says which topics moved, and what the bus did not bring is fetched."""

import asyncio
from collections.abc import Callable

from chorus.gateway.fanout.fanout import Fanout
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.protocol.rpc.exchange import Heads, Moved
from chorus.stores.bus.port import Bus

WAIT_SECONDS = 1.0
BUS_DEGRADED_SECONDS = 2.0


class CatchUp:
    """Polls the log a few times a second and fetches events that did not arrive over the bus between two polls.

    While the bus does not work, or brings less than half, it looks at once again, and the chat service holds its answer
    until there is news.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        fanout: Fanout,
        bus: Bus,
        options: GatewayOptions,
        on_epoch: Callable[[str], None] | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._fanout = fanout
        self._bus = bus
        self._options = options
        self._on_epoch = on_epoch
        self._wake = asyncio.Event()
        self._cursor = ""
        self._doubts_until = self._judged_at = 0.0
        self._handed_out = self._missing = 0

    @property
    def is_bus_trusted(self) -> bool:
        """Whether most of what is committed comes over the bus. Whoever publishes may see Redis fail when we do not."""
        return self._bus.is_healthy and asyncio.get_running_loop().time() >= self._doubts_until

    def wake(self) -> None:
        """Poll now."""
        self._wake.set()

    async def run(self) -> None:
        """Run for as long as the gateway lives."""
        while True:
            await self._pause()
            await self.look()

    async def look(self) -> None:
        """Check once."""
        waits = 0.0 if self.is_bus_trusted or not self._cursor else WAIT_SECONDS
        answer = await self._dispatcher.ask(Heads(self._cursor, waits))
        if not isinstance(answer, Moved):
            return
        self._cursor = answer.cursor
        if answer.epoch and self._on_epoch is not None:
            self._on_epoch(answer.epoch)
        if self._fanout.note(answer.heads):
            if self._bus.is_healthy and not self.is_bus_trusted:
                # Some of it is on its way.
                await asyncio.sleep(self._options.gap_patience_seconds)
            self._fanout.repair(only_overdue=self.is_bus_trusted)
        self._check_bus()

    def _check_bus(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._judged_at + self._options.catch_up_seconds:
            return
        handed_out, missing = self._fanout.handed_out, self._fanout.missing
        # What is late comes twice, from the log and over the bus: no loss, and asking more often would make it worse.
        if (missing - self._missing) * 2 > handed_out - self._handed_out:
            self._doubts_until = now + BUS_DEGRADED_SECONDS
        self._judged_at, self._handed_out, self._missing = now, handed_out, missing

    async def _pause(self) -> None:
        options = self._options
        seconds = options.catch_up_seconds if self.is_bus_trusted else options.catch_up_seconds_without_bus
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()
