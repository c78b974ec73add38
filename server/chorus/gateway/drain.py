"""Drain a gateway that shuts down: tell clients when to reconnect, and close their sockets spread over a window."""

import asyncio
import heapq
import random
from collections.abc import Iterable

from chorus.gateway.endpoint import Endpoint
from chorus.protocol.close_codes import RESTART

GRACE_SECONDS = 2.0
POLL_SECONDS = 0.02


async def drain(endpoints: Iterable[Endpoint], seconds: float) -> None:
    """Send each socket a `drain` frame with a random time in the window, and close it with 1012 at that time."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    plan: list[tuple[float, int, Endpoint]] = []
    for number, endpoint in enumerate(endpoints):
        moment = random.uniform(0, seconds)  # noqa: S311 - jitter, no secret
        heapq.heappush(plan, (began + moment, number, endpoint))
        endpoint.run(endpoint.connection.drain(int(moment * 1_000)))
    while plan:
        moment, number, endpoint = heapq.heappop(plan)
        await asyncio.sleep(max(0.0, moment - loop.time()))
        # What it sent may be committed already; a close before the `delivered` would make it send again.
        if endpoint.connection.in_flight and loop.time() < began + seconds + GRACE_SECONDS:
            heapq.heappush(plan, (loop.time() + POLL_SECONDS, number, endpoint))
        else:
            endpoint.hang_up(RESTART)
