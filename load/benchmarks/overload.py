"""Offer 10,000 messages/s by 200 sockets regardless of refusals, then time the recovery."""

import itertools
import math
import time
from dataclasses import dataclass, field

import asyncpg

from load.clients.client_pool import ClientPool, client_pool, send_window, wait_until_settled
from load.clients.light_client import TrafficStats, at_rate
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.resource_usage import ResourceUsage

SOCKETS, OFFERED = 200, 10_000.0
ORDINARY_RATE, ORDINARY_SECONDS, ORDINARY_MS = 500.0, 10.0, 50.0
# Recovered: the P95 is at most this multiple of the P95 before the overload.
SLACK = 2.0
BUCKET_SECONDS = 0.5
IN_A_ROW = 4


@dataclass(slots=True)
class Results:
    """Measured values, one entry per window."""

    acknowledged: list[float] = field(default_factory=list)
    recovery: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)


async def run(options: RunOptions) -> Report:
    """Alternate overload and recovery."""
    report, results, rate = Report("overload"), Results(), options.rate or OFFERED
    sockets = options.sockets or SOCKETS
    async with client_pool(sockets) as pool:
        stats, usage = pool.stats, ResourceUsage(pool.stack)
        await send_window(pool.clients, stats, ORDINARY_RATE, 5)
        usual = max(ORDINARY_MS, percentile(stats.delivered.values(), 0.95) * SLACK)
        for _ in range(options.windows or 3):
            await _measure_window(results, pool, usage, rate, options.seconds or 10, usual)
    name = f"{rate:,.0f} messages/s offered by {sockets} sockets"
    report.add(Metric(f"{name}: acknowledged P95", results.acknowledged, "ms", 500))
    report.add(Metric(f"{name}: acknowledged and not written, or never delivered", results.lost, "", 0))
    report.add(Metric(f"{name}: doubled, out of order", [stats.duplicated + stats.out_of_order], "", 0))
    report.add(Metric(f"{name}: refused without a hint when to try again", [stats.without_retry_hint], "", 0))
    report.add(Metric(f"{name}: an ordinary day again after", results.recovery, "s", 5))
    report.note(f"- offered {_list(results.offered)}, acknowledged {_list(results.durable)} messages/s")
    report.note(f"- refused: {dict(stats.refused)}; sockets closed: {dict(stats.closed)}")
    report.note(f"- an ordinary day: {ORDINARY_RATE:,.0f} messages/s, all acknowledged, P95 at most {usual:.0f} ms")
    report.note(*usage.table(name))
    return report


async def _measure_window(
    results: Results, pool: ClientPool, usage: ResourceUsage, rate: float, seconds: float, usual: float
) -> None:
    stats, senders = pool.stats, itertools.cycle(pool.clients)
    stats.clear()
    began = time.perf_counter()
    usage.begin()
    await at_rate(rate, seconds, lambda: next(senders).send_message())
    ended = time.perf_counter()
    results.offered.append(len(stats.sent) / (ended - began))
    results.durable.append(len(stats.acknowledged) / (ended - began))
    usage.end(len(stats.acknowledged))
    await at_rate(ORDINARY_RATE, ORDINARY_SECONDS, lambda: next(senders).send_message())
    await wait_until_settled(stats)
    times = [ms for message_id, ms in stats.acknowledged.items() if stats.sent[message_id] < ended]
    results.acknowledged.append(percentile(times, 0.95))
    results.recovery.append(_recovery_seconds(stats, ended, usual))
    results.lost.append(stats.lost + await _unwritten(pool))


def _recovery_seconds(stats: TrafficStats, ended: float, usual: float) -> float:
    """Return the seconds from the end of the overload to the first run of consecutive normal half seconds."""
    buckets: list[list[float]] = [[] for _ in range(int(ORDINARY_SECONDS / BUCKET_SECONDS) + 1)]
    for message_id, sent in stats.sent.items():
        if sent >= ended:
            bucket = min(len(buckets) - 1, int((sent - ended) / BUCKET_SECONDS))
            buckets[bucket].append(stats.acknowledged.get(message_id, math.inf))
    good = [bool(times) and percentile(times, 0.95) <= usual for times in buckets]
    for number in range(len(good) - IN_A_ROW):
        if all(good[number : number + IN_A_ROW]):
            return number * BUCKET_SECONDS
    return math.inf


async def _unwritten(pool: ClientPool) -> int:
    """Return the number of acknowledged messages that are not in the database."""
    connection = await asyncpg.connect(pool.stack.postgres.url("postgres"))
    try:
        ids = [message_id.decode() for message_id in pool.stats.acknowledged]
        there = await connection.fetchval("SELECT count(*) FROM messages WHERE id = ANY($1::uuid[])", ids)
    finally:
        await connection.close()
    return len(ids) - int(there)


def _list(values: list[float]) -> str:
    return ", ".join(f"{value:,.0f}" for value in values)
