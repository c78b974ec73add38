"""T10: 10,000 messages/s offered by 200 sockets, whatever the server says; then an ordinary day again."""

import itertools
import math
import time
from dataclasses import dataclass, field

import asyncpg

from load.benchmarks.size import Size
from load.costs import Costs
from load.crowd import Crowd, crowd, settle, window
from load.figures import Figure, Report, percentile
from load.light_client import Tally, at_rate

SOCKETS, OFFERED = 200, 10_000.0
ORDINARY_RATE, ORDINARY_SECONDS, ORDINARY_MS = 500.0, 10.0, 50.0
# An ordinary day is one whose P95 is at most so many times that before the overload.
SLACK = 2.0
BUCKET_SECONDS = 0.5
IN_A_ROW = 4


@dataclass(slots=True)
class Found:
    """What was measured, an entry for each window."""

    acknowledged: list[float] = field(default_factory=list)
    recovery: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)


async def run(size: Size) -> Report:
    """Overload and recovery, several times."""
    report, found, rate = Report("overload"), Found(), size.rate or OFFERED
    sockets = size.sockets or SOCKETS
    async with crowd(sockets) as people:
        tally, costs = people.tally, Costs(people.stack)
        await window(people.clients, tally, ORDINARY_RATE, 5)
        usual = max(ORDINARY_MS, percentile(tally.delivered.values(), 0.95) * SLACK)
        for _ in range(size.windows or 3):
            await _one(found, people, costs, rate, size.seconds or 10, usual)
    name = f"{rate:,.0f} messages/s offered by {sockets} sockets"
    report.add(Figure(f"{name}: acknowledged P95", found.acknowledged, "ms", 500))
    report.add(Figure(f"{name}: acknowledged and not written, or never delivered", found.lost, "", 0))
    report.add(Figure(f"{name}: doubled, out of order", [tally.doubled + tally.out_of_order], "", 0))
    report.add(Figure(f"{name}: refused without a hint when to try again", [tally.unhinted], "", 0))
    report.add(Figure(f"{name}: an ordinary day again after", found.recovery, "s", 5))
    report.note(f"- offered {_list(found.offered)}, acknowledged {_list(found.durable)} messages/s")
    report.note(f"- refused: {dict(tally.refused)}; sockets closed: {dict(tally.closed)}")
    report.note(f"- an ordinary day: {ORDINARY_RATE:,.0f} messages/s, all acknowledged, P95 at most {usual:.0f} ms")
    report.note(*costs.table(name))
    return report


async def _one(found: Found, people: Crowd, costs: Costs, rate: float, seconds: float, usual: float) -> None:
    tally, turn = people.tally, itertools.cycle(people.clients)
    tally.clear()
    began = time.perf_counter()
    costs.begin()
    await at_rate(rate, seconds, lambda: next(turn).say())
    ended = time.perf_counter()
    found.offered.append(len(tally.sent) / (ended - began))
    found.durable.append(len(tally.acknowledged) / (ended - began))
    costs.end(len(tally.acknowledged))
    await at_rate(ORDINARY_RATE, ORDINARY_SECONDS, lambda: next(turn).say())
    await settle(tally)
    times = [ms for message_id, ms in tally.acknowledged.items() if tally.sent[message_id] < ended]
    found.acknowledged.append(percentile(times, 0.95))
    found.recovery.append(_recovery(tally, ended, usual))
    found.lost.append(tally.lost + await _unwritten(people))


def _recovery(tally: Tally, ended: float, usual: float) -> float:
    """From the end of the overload until the first of several half seconds in a row that are ordinary."""
    buckets: list[list[float]] = [[] for _ in range(int(ORDINARY_SECONDS / BUCKET_SECONDS) + 1)]
    for message_id, sent in tally.sent.items():
        if sent >= ended:
            bucket = min(len(buckets) - 1, int((sent - ended) / BUCKET_SECONDS))
            buckets[bucket].append(tally.acknowledged.get(message_id, math.inf))
    good = [bool(times) and percentile(times, 0.95) <= usual for times in buckets]
    for number in range(len(good) - IN_A_ROW):
        if all(good[number : number + IN_A_ROW]):
            return number * BUCKET_SECONDS
    return math.inf


async def _unwritten(people: Crowd) -> int:
    """Messages that were acknowledged and are not in the database."""
    connection = await asyncpg.connect(people.stack.postgres.url("postgres"))
    try:
        ids = [message_id.decode() for message_id in people.tally.acknowledged]
        there = await connection.fetchval("SELECT count(*) FROM messages WHERE id = ANY($1::uuid[])", ids)
    finally:
        await connection.close()
    return len(ids) - int(there)


def _list(values: list[float]) -> str:
    return ", ".join(f"{value:,.0f}" for value in values)
