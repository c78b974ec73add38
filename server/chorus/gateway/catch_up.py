"""The catch-up reader: the log says which topics moved, and what the bus did not bring is fetched."""

import asyncio

from chorus.gateway.dispatch import Dispatcher
from chorus.gateway.fanout import Fanout
from chorus.gateway.options import GatewayOptions
from chorus.stores.bus import Bus
from chorus.wire.exchange import Heads, Moved


class CatchUp:
    """Looks every 250 ms while the bus works, every 25 ms or when woken while it does not."""

    def __init__(self, dispatcher: Dispatcher, fanout: Fanout, bus: Bus, options: GatewayOptions) -> None:
        self._dispatcher = dispatcher
        self._fanout = fanout
        self._bus = bus
        self._options = options
        self._wake = asyncio.Event()
        self._cursor = ""

    def wake(self) -> None:
        """Look now."""
        self._wake.set()

    async def run(self) -> None:
        """For as long as the gateway lives."""
        while True:
            await self._pause()
            await self.look()

    async def look(self) -> None:
        """Once."""
        answer = await self._dispatcher.ask(Heads(self._cursor))
        if not isinstance(answer, Moved):
            return
        self._cursor = answer.cursor
        if self._fanout.note(answer.heads):
            if self._bus.is_healthy:
                # Most of it is on its way.
                await asyncio.sleep(self._options.gap_patience_seconds)
            self._fanout.repair()

    async def _pause(self) -> None:
        options = self._options
        is_healthy = self._bus.is_healthy
        seconds = options.catch_up_seconds if is_healthy else options.catch_up_seconds_without_bus
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()
