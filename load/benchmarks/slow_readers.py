"""100 of 1,000 sockets stop reading. They are closed, memory stays bounded, and the others are not affected."""

import asyncio
import time
from dataclasses import dataclass, field

from load.clients.client_pool import ClientPool, client_pool, future_clock, send_window
from load.clients.light_client import Client, TrafficStats, at_rate, connect
from load.clients.slow_reader import SlowReader
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.credentials import Pair, create_conversations
from load.stack.prometheus import scrape

# Large enough to fill the kernel's loopback buffers of a reader within a second.
TEXT = "漢" * 8_000
TEXTS_PER_SECOND = 20.0
RATE = 450.0
CLOSED_SECONDS = 6.0
TIMEOUT_SECONDS = 15.0


@dataclass(slots=True)
class Results:
    """Measured values, one entry per window."""

    change: list[float] = field(default_factory=list)
    closed_after: list[float] = field(default_factory=list)
    open: list[float] = field(default_factory=list)
    grown_mib: list[float] = field(default_factory=list)
    p95: list[tuple[float, float]] = field(default_factory=list)


async def run(options: RunOptions) -> Report:
    """Alternate between all sockets reading and a tenth of them stopped."""
    report, results = Report("slow_readers"), Results()
    sockets = options.sockets or 1_000
    async with client_pool(sockets * 9 // 10) as pool:
        [followed] = await create_conversations(pool.stack.settings, 1, clock=future_clock())
        await send_window(pool.clients, pool.stats, RATE, 3)
        for _ in range(options.windows or 3):
            await _measure_window(results, pool, followed, sockets // 10, options.seconds or 8)
    name = f"{sockets // 10} of {sockets:,} sockets read no more"
    report.add(Metric(f"{name}: the others' delivered P95 grows by", results.change, "%", 20))
    report.add(Metric(f"{name}: the last of them closed after", results.closed_after, "s", CLOSED_SECONDS))
    report.add(Metric(f"{name}: not closed", results.open, "", 0))
    report.add(Metric(f"{name}: memory of the gateway grows by at most", results.grown_mib, "MiB", 64))
    report.add(Metric("the others: lost, doubled, out of order", [pool.stats.violations], "", 0))
    pairs = ", ".join(f"{before:.1f} → {after:.1f}" for before, after in results.p95)
    report.note(f"- the others' P95 while all read, and while some do not: {pairs} ms")
    report.note(
        "- a tenth follows a conversation with 480 KB/s of text; closed: from the last byte read to the last close"
    )
    return report


async def _measure_window(results: Results, pool: ClientPool, followed: Pair, count: int, seconds: float) -> None:
    gateway = pool.stack.gateways[0]
    sender = await connect(followed.agent.credential(gateway), TrafficStats(), text=TEXT)
    readers = [SlowReader(followed.agent.credential(gateway)) for _ in range(count)]
    await asyncio.gather(*(reader.open() for reader in readers))
    for reader in readers:
        reader.read()
    await send_window(pool.clients, pool.stats, RATE, 1)
    before = await _p95_beside_bulk_traffic(pool, sender, seconds)
    kib, closes = pool.stack.memory_kib("gateway-1"), (await scrape(pool.stack))["ws_slow_closes_total"]
    watching = asyncio.create_task(_watch(pool, closes + count, readers))
    after = await _p95_beside_bulk_traffic(pool, sender, seconds)
    closed_after, highest = await watching
    still = closes + count - (await scrape(pool.stack))["ws_slow_closes_total"]
    results.p95.append((before, after))
    results.change.append((after / before - 1) * 100)
    results.closed_after.append(closed_after)
    results.open.append(still)
    results.grown_mib.append((highest - kib) / 1024)
    sender.close()
    await asyncio.gather(*(reader.close() for reader in readers))


async def _p95_beside_bulk_traffic(pool: ClientPool, sender: Client, seconds: float) -> float:
    """Return the P95 of the other sockets while the followed conversation is busy."""
    bulk = asyncio.create_task(at_rate(TEXTS_PER_SECOND, seconds, sender.send_message))
    await send_window(pool.clients, pool.stats, RATE, seconds)
    await bulk
    return percentile(pool.stats.delivered.values(), 0.95)


async def _watch(pool: ClientPool, closes: float, readers: list[SlowReader]) -> tuple[float, int]:
    """Stop the readers. Returns the seconds until all were closed, and the gateway's peak memory in KiB."""
    await asyncio.gather(*(reader.stop() for reader in readers))
    began, highest = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < TIMEOUT_SECONDS:
        highest = max(highest, pool.stack.memory_kib("gateway-1"))
        if (await scrape(pool.stack))["ws_slow_closes_total"] >= closes:
            break
        await asyncio.sleep(0.1)
    return passed, highest
