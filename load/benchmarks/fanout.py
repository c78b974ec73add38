"""T8: one message to 1,000 sockets, and to 10,000; encoded once."""

import asyncio
import gc
import time

from typing_extensions import override

from load.benchmarks.size import Size
from load.costs import Costs
from load.crowd import ahead, open_all
from load.figures import Figure, Report, percentile
from load.light_client import Client, Tally
from load.scrape import scrape
from load.seats import seat_people
from load.stack import Stack, running

# Sockets, and what 95 of 100 deliveries may take. A tenant has 10,000 at most, the speaker's among them.
TARGETS = {1_000: 30.0, 10_000: 250.0}
MESSAGES = 8
PAUSE_SECONDS = 0.5


class Reader(Client):
    """Times whatever it reads, its own actor's as well."""

    @override
    def _event(self, payload: bytes) -> None:
        at = payload.find(b'"message":{"id":"') + 17
        sent = self.tally.sent.get(payload[at : at + 36])
        if sent is not None:
            self.tally.every.append((time.perf_counter() - sent) * 1000)


async def run(size: Size) -> Report:
    """A stack for each number of readers."""
    report = Report("fanout")
    targets = TARGETS if size.sockets is None else {size.sockets: 30.0 if size.sockets <= 1_000 else 250.0}
    for sockets, target in targets.items():
        async with running() as stack:
            await _measure(report, stack, sockets, target, size.windows or 5)
    return report


async def _measure(report: Report, stack: Stack, sockets: int, target: float, windows: int) -> None:
    """Windows of some messages, one at a time; all sockets are an agent's that follows one conversation."""
    tally, costs, times = Tally(), Costs(stack), []
    [pair] = await seat_people(stack.settings, 1, clock=ahead())
    readers, _ = await open_all([pair.agent.seat(stack.gateways[0]) for _ in range(sockets)], tally, kind=Reader)
    gc.collect()
    gc.freeze()
    await _say(readers[0], tally, sockets)
    before = await scrape(stack)
    missing = 0
    for _ in range(windows):
        tally.clear()
        costs.begin()
        for _ in range(MESSAGES):
            await _say(readers[0], tally, sockets)
        costs.end(MESSAGES * sockets)
        times.append(percentile(tally.every, 0.95))
        missing += abs(MESSAGES * sockets - len(tally.every))
    after = await scrape(stack)
    encoded = (after["fanout_events_total"] - before["fanout_events_total"]) / (windows * MESSAGES)
    written = (after["fanout_writes_total"] - before["fanout_writes_total"]) / (windows * MESSAGES)
    report.add(Figure(f"one message to {sockets:,} sockets: delivered P95", times, "ms", target))
    report.add(Figure(f"one message to {sockets:,} sockets: times it was encoded", [encoded], "", 1))
    report.add(Figure(f"one message to {sockets:,} sockets: missing or doubled", [missing], "", 0))
    report.note(f"- written to {written:,.0f} sockets a message")
    report.note(*costs.table(f"one message to {sockets:,} sockets (a message is a delivery here)"))
    for reader in readers:
        reader.close()
    gc.unfreeze()


async def _say(speaker: Client, tally: Tally, sockets: int) -> None:
    """One message; returns when all have it, or when they had every chance, and after a rest."""
    wanted = len(tally.every) + sockets
    speaker.say()
    deadline = time.perf_counter() + 10
    while len(tally.every) < wanted and time.perf_counter() < deadline:
        await asyncio.sleep(0.01)
    await asyncio.sleep(PAUSE_SECONDS)
