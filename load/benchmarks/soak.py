"""T11: an hour of 500 messages/s, while 50 sockets a second leave and come back. Nothing may grow."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from chorus.core.clock import SystemClock
from load.benchmarks.size import Size
from load.crowd import Crowd, crowd
from load.figures import Figure, Report, percentile
from load.light_client import at_rate, connect
from load.sampling import Sample, middle, sample, slope
from load.scrape import until_sockets

HOUR = 3_600.0
SOCKETS, RATE, CHURN_PER_SECOND = 2_000, 500.0, 50.0
SAMPLE_SECONDS = 30.0
# What is kept for later (plans, arenas, caches) is there after a sixth of the time.
WARM_UP_SHARE = 1 / 6
CYCLES = 6
REST_SECONDS, LOOKS, LOOK_SECONDS = 10.0, 5, 1.0
ARRIVAL_SECONDS = 5.0
ATTEMPT_SECONDS = 15.0
SLOPE_MIB, DRIFT_PERCENT = 1.0, 2.0


@dataclass(slots=True)
class Found:
    """Samples under load, samples at rest after each cycle, and what clients saw."""

    loaded: list[Sample] = field(default_factory=list)
    rested: list[Sample] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    unresumed: int = 0
    lost: int = 0
    sent: int = 0
    returned: int = 0
    failed: int = 0


async def run(size: Size) -> Report:
    """Cycles of load, each with a rest at its end; all but the first are judged."""
    report, found, total = Report("soak"), Found(), size.seconds or HOUR
    began = time.monotonic()
    # Nonces are dated as they are given out, all the time; an hour is longer than any can be dated ahead.
    async with crowd(size.sockets or SOCKETS, clock=SystemClock(), workers=1, presences=1) as people:
        for _ in range(CYCLES):
            await _cycle(found, people, size.rate or RATE, total / CYCLES, began)
        wrong = found.lost + people.tally.doubled + people.tally.out_of_order
        report.add(Figure("delivered P95", found.p95, "ms", 25))
        report.add(Figure("lost, doubled, out of order", [wrong], "", 0))
        report.add(Figure("came back and not resumed, or could not", [found.unresumed + found.failed], "", 0))
        _judge(report, found, total)
        report.note(f"- {total / 60:g} min, {found.sent:,} messages, {found.returned:,} sockets left and came back")
        report.note(f"- closed by the server: {dict(people.tally.closed)}; refused: {dict(people.tally.refused)}")
    report.note("", "Under load (MiB resident · descriptors · threads · tasks):", "", *_lines(found.loaded))
    report.note("", "At rest, with as many sockets open:", "", *_lines(found.rested), "")
    return report


def _judge(report: Report, found: Found, total: float) -> None:
    first = found.loaded[0].seconds
    warm = [one for one in found.loaded if one.seconds - first >= total * WARM_UP_SHARE]
    for name in warm[-1].memory_kib:
        grown = slope([(one.seconds, one.memory_kib[name] / 1024) for one in warm]) * 600
        report.add(Figure(f"{name}: memory grows in 10 minutes by", [grown], "MiB", SLOPE_MIB))
    baseline, rests = found.rested[0], found.rested[1:]
    for held in ("descriptors", "threads", "tasks"):
        for name, before in getattr(baseline, held).items():
            if name != "PostgreSQL":  # its backends keep the files open that they have used
                drift = [_drift(before, getattr(one, held)[name]) for one in rests]
                report.add(
                    Figure(f"{name}: {held} at rest, off those after the first cycle", drift, "%", DRIFT_PERCENT)
                )


def _drift(before: float, now: float) -> float:
    """In percent; one more or less is a moment, not a leak."""
    return max(0.0, abs(now - before) - 1) / before * 100


def _lines(samples: list[Sample]) -> list[str]:
    names = list(samples[0].memory_kib)
    rows = [f"| {one.seconds / 60:.1f} | {' | '.join(one.cell(name) for name in names)} |" for one in samples]
    return [f"| minute | {' | '.join(names)} |", f"|---|{'---|' * len(names)}", *rows]


async def _cycle(found: Found, people: Crowd, rate: float, seconds: float, began: float) -> None:
    """Talk and churn, with a sample every now and then; then silence, and a sample of that."""
    churning = asyncio.create_task(_churn(found, people))
    ends = time.monotonic() + seconds - REST_SECONDS
    while (left := ends - time.monotonic()) > 0:
        await _talk(found, people, rate, min(left, SAMPLE_SECONDS))
        found.loaded.append(await sample(people.stack, time.monotonic() - began))
    churning.cancel()
    await asyncio.gather(churning, return_exceptions=True)
    await _return_all(found, people)
    await asyncio.sleep(REST_SECONDS - LOOKS * LOOK_SECONDS)
    found.rested.append(await middle(people.stack, time.monotonic() - began, LOOKS, LOOK_SECONDS))


async def _talk(found: Found, people: Crowd, rate: float, seconds: float) -> None:
    tally = people.tally
    tally.clear()
    tally.ids.renew()

    def act() -> None:
        client = random.choice(people.clients)
        if client.is_open:
            client.say()

    await at_rate(rate, seconds, act)
    # What a socket said just before it left is perhaps never answered; what was acknowledged is to arrive.
    await asyncio.sleep(0.5)
    ends = time.monotonic() + ARRIVAL_SECONDS
    while tally.lost and time.monotonic() < ends:
        await asyncio.sleep(0.1)
    found.sent += len(tally.sent)
    found.lost += tally.lost
    found.p95.append(percentile(tally.delivered.values(), 0.95))


async def _churn(found: Found, people: Crowd) -> None:
    """For ever: somebody leaves without a goodbye, and comes back with the position that was reached."""
    async with asyncio.TaskGroup() as returning:
        while True:
            index = random.randrange(len(people.clients))
            if people.clients[index].is_open:
                returning.create_task(_come_back(found, people, index))
            await asyncio.sleep(random.expovariate(CHURN_PER_SECOND))


async def _come_back(found: Found, people: Crowd, index: int) -> None:
    lost = people.clients[index]
    lost.close()
    await asyncio.sleep(random.random())
    await _return(found, people, index)


async def _return(found: Found, people: Crowd, index: int) -> None:
    lost = people.clients[index]
    seat = people.sides[index].seat(people.stack.gateways[0])
    try:
        client = await connect(seat, people.tally, position=lost.position, epoch=lost.epoch, seconds=ATTEMPT_SECONDS)
    except (OSError, TimeoutError):
        found.failed += 1  # the end of the cycle brings it back
        return
    people.clients[index] = client
    found.returned += 1
    found.unresumed += not client.is_resumed


async def _return_all(found: Found, people: Crowd) -> None:
    """Whoever was on the way, or was closed by the server."""
    away = [index for index, client in enumerate(people.clients) if not client.is_open]
    await asyncio.gather(*(_return(found, people, index) for index in away))
    await until_sockets(people.stack, sum(client.is_open for client in people.clients))
