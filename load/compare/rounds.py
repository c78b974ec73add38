"""One round: a fresh server, its sockets, one window of messages, and the resources it used."""

import asyncio
import gc
import time
from dataclasses import dataclass
from pathlib import Path

from load.clients.client_pool import connect_all, send_window
from load.clients.light_client import TrafficStats
from load.compare.credentials import credentials_for
from load.compare.servers import core_seconds, running
from load.report import percentile

REST_SECONDS = 3.0
WARM_UP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Round:
    """The measured values of one round."""

    cpu_microseconds: float
    delivered_p95: float
    acknowledged_p95: float
    kib_per_socket: float
    wrong: int
    others_share: float


async def one_round(
    name: str, secrets: Path, *, sockets: int, rate: float, seconds: float, rest: float = REST_SECONDS
) -> Round:
    """Open the sockets, rest, warm up, measure and stop."""
    stats = TrafficStats()
    async with running(name, secrets) as server:
        credentials = credentials_for(server.url, sockets, secrets)
        before = server.memory_kib
        clients, _ = await connect_all(credentials, stats)
        gc.collect()
        gc.freeze()
        await asyncio.sleep(rest)
        idle = server.memory_kib
        await send_window(clients, stats, rate, WARM_UP_SECONDS)
        used, busy, began = server.cpu_seconds, core_seconds(), time.monotonic()
        await send_window(clients, stats, rate, seconds)
        used = server.cpu_seconds - used
        others = max(0.0, core_seconds() - busy - used) / (time.monotonic() - began)
        for client in clients:
            client.close()
        await asyncio.sleep(0.5)
    gc.unfreeze()
    refused = sum(stats.refused.values()) + sum(stats.closed.values())
    missing = len(stats.sent) - len(stats.delivered)
    return Round(
        used / max(1, len(stats.delivered)) * 1e6,
        percentile(stats.delivered.values(), 0.95),
        percentile(stats.acknowledged.values(), 0.95),
        (idle - before) / sockets,
        missing + stats.duplicated + stats.out_of_order + refused,
        others,
    )
