"""Fan-out of one message to 1,000 and to 10,000 sockets. Each event is encoded once."""

import asyncio
import gc
import time

from typing_extensions import override

from load.clients.client_pool import connect_all, future_clock
from load.clients.light_client import Client, TrafficStats
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.credentials import create_conversations
from load.stack.prometheus import scrape
from load.stack.resource_usage import ResourceUsage
from load.stack.stack import Stack, running

# Sockets, and the P95 target in milliseconds. A tenant may have 10,000 sockets, the sender's included.
TARGETS = {1_000: 30.0, 10_000: 250.0}
MESSAGES = 8
PAUSE_SECONDS = 0.5


class Reader(Client):
    """A client that times every message it reads, including those of its own actor."""

    @override
    def _event(self, payload: bytes) -> None:
        at = payload.find(b'"message":{"id":"') + 17
        sent = self.stats.sent.get(payload[at : at + 36])
        if sent is not None:
            self.stats.every.append((time.perf_counter() - sent) * 1000)


async def run(options: RunOptions) -> Report:
    """Measure each number of readers on its own stack."""
    report = Report("fanout")
    targets = TARGETS if options.sockets is None else {options.sockets: 30.0 if options.sockets <= 1_000 else 250.0}
    for sockets, target in targets.items():
        async with running() as stack:
            await _measure(report, stack, sockets, target, options.windows or 5)
    return report


async def _measure(report: Report, stack: Stack, sockets: int, target: float, windows: int) -> None:
    """Measure windows of single messages. All sockets belong to one agent who follows one conversation."""
    stats, usage, times = TrafficStats(), ResourceUsage(stack), []
    [pair] = await create_conversations(stack.settings, 1, clock=future_clock())
    readers, _ = await connect_all(
        [pair.agent.credential(stack.gateways[0]) for _ in range(sockets)], stats, kind=Reader
    )
    gc.collect()
    gc.freeze()
    await _send_and_wait(readers[0], stats, sockets)
    before = await scrape(stack)
    missing = 0
    for _ in range(windows):
        stats.clear()
        usage.begin()
        for _ in range(MESSAGES):
            await _send_and_wait(readers[0], stats, sockets)
        usage.end(MESSAGES * sockets)
        times.append(percentile(stats.every, 0.95))
        missing += abs(MESSAGES * sockets - len(stats.every))
    after = await scrape(stack)
    encoded = (after["fanout_events_total"] - before["fanout_events_total"]) / (windows * MESSAGES)
    written = (after["fanout_writes_total"] - before["fanout_writes_total"]) / (windows * MESSAGES)
    report.add(Metric(f"one message to {sockets:,} sockets: delivered P95", times, "ms", target))
    report.add(Metric(f"one message to {sockets:,} sockets: times it was encoded", [encoded], "", 1))
    report.add(Metric(f"one message to {sockets:,} sockets: missing or doubled", [missing], "", 0))
    report.note(f"- written to {written:,.0f} sockets a message")
    report.note(*usage.table(f"one message to {sockets:,} sockets (a message is a delivery here)"))
    for reader in readers:
        reader.close()
    gc.unfreeze()


async def _send_and_wait(sender: Client, stats: TrafficStats, sockets: int) -> None:
    """Send one message, wait until every socket has it (10 s at most), then pause."""
    wanted = len(stats.every) + sockets
    sender.send_message()
    deadline = time.perf_counter() + 10
    while len(stats.every) < wanted and time.perf_counter() < deadline:
        await asyncio.sleep(0.01)
    await asyncio.sleep(PAUSE_SECONDS)
