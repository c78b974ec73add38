"""One round: a fresh server, its sockets, one window of messages, and what it cost."""

import asyncio
import gc
import time
from dataclasses import dataclass
from pathlib import Path

from load.crowd import open_all, window
from load.figures import percentile
from load.light_client import Tally
from load.peers.people import seats_for
from load.peers.servers import core_seconds, running

REST_SECONDS = 3.0
WARM_UP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured of one server."""

    cpu_microseconds: float
    delivered_p95: float
    acknowledged_p95: float
    kib_per_socket: float
    wrong: int
    others_share: float


async def one_round(
    name: str, secrets: Path, *, sockets: int, rate: float, seconds: float, rest: float = REST_SECONDS
) -> Round:
    """Open, rest, warm up, measure, end."""
    tally = Tally()
    async with running(name, secrets) as server:
        seats = seats_for(server.url, sockets, secrets)
        before = server.memory_kib
        clients, _ = await open_all(seats, tally)
        gc.collect()
        gc.freeze()
        await asyncio.sleep(rest)
        idle = server.memory_kib
        await window(clients, tally, rate, WARM_UP_SECONDS)
        used, busy, began = server.cpu_seconds, core_seconds(), time.monotonic()
        await window(clients, tally, rate, seconds)
        used = server.cpu_seconds - used
        others = max(0.0, core_seconds() - busy - used) / (time.monotonic() - began)
        for client in clients:
            client.close()
        await asyncio.sleep(0.5)
    gc.unfreeze()
    refused = sum(tally.refused.values()) + sum(tally.closed.values())
    missing = len(tally.sent) - len(tally.delivered)
    return Round(
        used / max(1, len(tally.delivered)) * 1e6,
        percentile(tally.delivered.values(), 0.95),
        percentile(tally.acknowledged.values(), 0.95),
        (idle - before) / sockets,
        missing + tally.doubled + tally.out_of_order + refused,
        others,
    )
