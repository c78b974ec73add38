"""T9: 100 of 1,000 sockets stop to read. The others notice nothing; the 100 are closed; nothing piles up."""

import asyncio
import time
from dataclasses import dataclass, field

from load.benchmarks.size import Size
from load.crowd import Crowd, ahead, crowd, window
from load.figures import Figure, Report, percentile
from load.light_client import Client, Tally, at_rate, connect
from load.raw_reader import RawReader
from load.scrape import scrape
from load.seats import Pair, seat_people

# Those who read are written this much; a kernel's buffers on loopback are full within a second.
TEXT = "漢" * 8_000
TEXTS_PER_SECOND = 20.0
RATE = 450.0
CLOSED_SECONDS = 6.0
PATIENCE_SECONDS = 15.0


@dataclass(slots=True)
class Found:
    """What was measured, an entry for each window."""

    change: list[float] = field(default_factory=list)
    closed_after: list[float] = field(default_factory=list)
    open: list[float] = field(default_factory=list)
    grown_mib: list[float] = field(default_factory=list)
    p95: list[tuple[float, float]] = field(default_factory=list)


async def run(size: Size) -> Report:
    """By turns: all read, and a tenth stops to."""
    report, found = Report("slow_readers"), Found()
    sockets = size.sockets or 1_000
    async with crowd(sockets * 9 // 10) as people:
        [followed] = await seat_people(people.stack.settings, 1, clock=ahead())
        await window(people.clients, people.tally, RATE, 3)
        for _ in range(size.windows or 3):
            await _one(found, people, followed, sockets // 10, size.seconds or 8)
    name = f"{sockets // 10} of {sockets:,} sockets read no more"
    report.add(Figure(f"{name}: the others' delivered P95 grows by", found.change, "%", 20))
    report.add(Figure(f"{name}: the last of them closed after", found.closed_after, "s", CLOSED_SECONDS))
    report.add(Figure(f"{name}: not closed", found.open, "", 0))
    report.add(Figure(f"{name}: memory of the gateway grows by at most", found.grown_mib, "MiB", 64))
    report.add(Figure("the others: lost, doubled, out of order", [people.tally.wrong], "", 0))
    pairs = ", ".join(f"{before:.1f} → {after:.1f}" for before, after in found.p95)
    report.note(f"- the others' P95 while all read, and while some do not: {pairs} ms")
    report.note(
        "- a tenth follows a conversation with 480 KB/s of text; closed: from the last byte read to the last close"
    )
    return report


async def _one(found: Found, people: Crowd, followed: Pair, count: int, seconds: float) -> None:
    gateway = people.stack.gateways[0]
    speaker = await connect(followed.agent.seat(gateway), Tally(), text=TEXT)
    readers = [RawReader(followed.agent.seat(gateway)) for _ in range(count)]
    await asyncio.gather(*(reader.open() for reader in readers))
    for reader in readers:
        reader.read()
    await window(people.clients, people.tally, RATE, 1)
    before = await _while_it_pours(people, speaker, seconds)
    kib, closes = people.stack.memory_kib("gateway-1"), (await scrape(people.stack))["ws_slow_closes_total"]
    watching = asyncio.create_task(_watch(people, closes + count, readers))
    after = await _while_it_pours(people, speaker, seconds)
    closed_after, highest = await watching
    still = closes + count - (await scrape(people.stack))["ws_slow_closes_total"]
    found.p95.append((before, after))
    found.change.append((after / before - 1) * 100)
    found.closed_after.append(closed_after)
    found.open.append(still)
    found.grown_mib.append((highest - kib) / 1024)
    speaker.close()
    await asyncio.gather(*(reader.close() for reader in readers))


async def _while_it_pours(people: Crowd, speaker: Client, seconds: float) -> float:
    """The P95 of the others, while the followed conversation is loud."""
    pouring = asyncio.create_task(at_rate(TEXTS_PER_SECOND, seconds, speaker.say))
    await window(people.clients, people.tally, RATE, seconds)
    await pouring
    return percentile(people.tally.delivered.values(), 0.95)


async def _watch(people: Crowd, closes: float, readers: list[RawReader]) -> tuple[float, int]:
    """The readers stop; the seconds until all were closed, and the most memory that the gateway had meanwhile."""
    await asyncio.gather(*(reader.stop() for reader in readers))
    began, highest = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < PATIENCE_SECONDS:
        highest = max(highest, people.stack.memory_kib("gateway-1"))
        if (await scrape(people.stack))["ws_slow_closes_total"] >= closes:
            break
        await asyncio.sleep(0.1)
    return passed, highest
