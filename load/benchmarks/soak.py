"""500 messages/s for an hour while 50 sockets per second reconnect. No resource may grow."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from chorus.core.clock import SystemClock
from load.clients.client_pool import ClientPool, client_pool
from load.clients.light_client import at_rate, connect
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.prometheus import wait_for_sockets
from load.stack.resource_samples import ResourceSample, median_sample, sample, slope

HOUR = 3_600.0
SOCKETS, RATE, CHURN_PER_SECOND = 2_000, 500.0, 50.0
SAMPLE_SECONDS = 30.0
# Caches, plans and arenas are filled after this share of the time.
WARM_UP_SHARE = 1 / 6
CYCLES = 6
REST_SECONDS, POLLS, POLL_SECONDS = 10.0, 5, 1.0
ARRIVAL_SECONDS = 5.0
ATTEMPT_SECONDS = 15.0
SLOPE_MIB, DRIFT_PERCENT = 1.0, 2.0


@dataclass(slots=True)
class Results:
    """Samples under load, samples at rest after each cycle, and what clients saw."""

    loaded: list[ResourceSample] = field(default_factory=list)
    rested: list[ResourceSample] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    unresumed: int = 0
    lost: int = 0
    sent: int = 0
    returned: int = 0
    failed: int = 0


async def run(options: RunOptions) -> Report:
    """Run cycles of load, each followed by a rest. All but the first are judged."""
    report, results, total = Report("soak"), Results(), options.seconds or HOUR
    began = time.monotonic()
    # Nonces are issued on demand here: the run is longer than they could be dated ahead.
    async with client_pool(options.sockets or SOCKETS, clock=SystemClock(), workers=1, presences=1) as pool:
        for _ in range(CYCLES):
            await _cycle(results, pool, options.rate or RATE, total / CYCLES, began)
        violations = results.lost + pool.stats.duplicated + pool.stats.out_of_order
        report.add(Metric("delivered P95", results.p95, "ms", 25))
        report.add(Metric("lost, doubled, out of order", [violations], "", 0))
        report.add(Metric("came back and not resumed, or could not", [results.unresumed + results.failed], "", 0))
        _judge(report, results, total)
        report.note(f"- {total / 60:g} min, {results.sent:,} messages, {results.returned:,} sockets left and came back")
        report.note(f"- closed by the server: {dict(pool.stats.closed)}; refused: {dict(pool.stats.refused)}")
    report.note("", "Under load (MiB resident · descriptors · threads · tasks):", "", *_lines(results.loaded))
    report.note("", "At rest, with as many sockets open:", "", *_lines(results.rested), "")
    return report


def _judge(report: Report, results: Results, total: float) -> None:
    first = results.loaded[0].seconds
    warm = [one for one in results.loaded if one.seconds - first >= total * WARM_UP_SHARE]
    for name in warm[-1].memory_kib:
        grown = slope([(one.seconds, one.memory_kib[name] / 1024) for one in warm]) * 600
        report.add(Metric(f"{name}: memory grows in 10 minutes by", [grown], "MiB", SLOPE_MIB))
    baseline, rests = results.rested[0], results.rested[1:]
    for held in ("descriptors", "threads", "tasks"):
        for name, before in getattr(baseline, held).items():
            if name != "PostgreSQL":  # its backends keep the files open that they have used
                drift = [_drift(before, getattr(one, held)[name]) for one in rests]
                report.add(
                    Metric(f"{name}: {held} at rest, off those after the first cycle", drift, "%", DRIFT_PERCENT)
                )


def _drift(before: float, now: float) -> float:
    """Return the change in percent, ignoring a difference of one."""
    return max(0.0, abs(now - before) - 1) / before * 100


def _lines(samples: list[ResourceSample]) -> list[str]:
    names = list(samples[0].memory_kib)
    rows = [f"| {one.seconds / 60:.1f} | {' | '.join(one.cell(name) for name in names)} |" for one in samples]
    return [f"| minute | {' | '.join(names)} |", f"|---|{'---|' * len(names)}", *rows]


async def _cycle(results: Results, pool: ClientPool, rate: float, seconds: float, began: float) -> None:
    """Send and reconnect with regular samples, then rest and take a sample."""
    churning = asyncio.create_task(_churn(results, pool))
    ends = time.monotonic() + seconds - REST_SECONDS
    while (left := ends - time.monotonic()) > 0:
        await _send_messages(results, pool, rate, min(left, SAMPLE_SECONDS))
        results.loaded.append(await sample(pool.stack, time.monotonic() - began))
    churning.cancel()
    await asyncio.gather(churning, return_exceptions=True)
    await _reconnect_all(results, pool)
    await asyncio.sleep(REST_SECONDS - POLLS * POLL_SECONDS)
    results.rested.append(await median_sample(pool.stack, time.monotonic() - began, POLLS, POLL_SECONDS))


async def _send_messages(results: Results, pool: ClientPool, rate: float, seconds: float) -> None:
    stats = pool.stats
    stats.clear()
    stats.ids.renew()

    def act() -> None:
        client = random.choice(pool.clients)
        if client.is_open:
            client.send_message()

    await at_rate(rate, seconds, act)
    # A message sent right before a disconnect may stay unanswered; an acknowledged one must arrive.
    await asyncio.sleep(0.5)
    ends = time.monotonic() + ARRIVAL_SECONDS
    while stats.lost and time.monotonic() < ends:
        await asyncio.sleep(0.1)
    results.sent += len(stats.sent)
    results.lost += stats.lost
    results.p95.append(percentile(stats.delivered.values(), 0.95))


async def _churn(results: Results, pool: ClientPool) -> None:
    """Disconnect random sockets forever, each without a close frame, and resume them."""
    async with asyncio.TaskGroup() as returning:
        while True:
            index = random.randrange(len(pool.clients))
            if pool.clients[index].is_open:
                returning.create_task(_reconnect(results, pool, index))
            await asyncio.sleep(random.expovariate(CHURN_PER_SECOND))


async def _reconnect(results: Results, pool: ClientPool, index: int) -> None:
    lost = pool.clients[index]
    lost.close()
    await asyncio.sleep(random.random())
    await _connect_again(results, pool, index)


async def _connect_again(results: Results, pool: ClientPool, index: int) -> None:
    lost = pool.clients[index]
    credential = pool.parties[index].credential(pool.stack.gateways[0])
    try:
        client = await connect(
            credential, pool.stats, position=lost.position, epoch=lost.epoch, seconds=ATTEMPT_SECONDS
        )
    except (OSError, TimeoutError):
        results.failed += 1  # retried at the end of the cycle
        return
    pool.clients[index] = client
    results.returned += 1
    results.unresumed += not client.is_resumed


async def _reconnect_all(results: Results, pool: ClientPool) -> None:
    """Reconnect every socket that is not open."""
    away = [index for index, client in enumerate(pool.clients) if not client.is_open]
    await asyncio.gather(*(_connect_again(results, pool, index) for index in away))
    await wait_for_sockets(pool.stack, sum(client.is_open for client in pool.clients))
