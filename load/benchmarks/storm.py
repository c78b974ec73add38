"""T7: all 10,000 sockets are lost at once and come back as our client does, while another tenant chats on."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from load.benchmarks.size import Size
from load.costs import Costs
from load.crowd import Crowd, ahead, crowd, window
from load.figures import Figure, Report, percentile
from load.light_client import Client, connect
from load.neighbour import Neighbour, neighbour
from load.seats import Seat, seat_people
from load.statements import prepare, statements

# As clients/wire/src/backoff.ts has it.
FIRST_SECONDS, SOON_MAX_SECONDS = 0.5, 5.0
ATTEMPT_SECONDS = 15.0
CALM_SECONDS = 6.0
HEALTHY_SOCKETS, HEALTHY_RATE = 200, 100.0


@dataclass(slots=True)
class Storm:
    """What the storms were like, one entry each."""

    seconds: list[float] = field(default_factory=list)
    attempts: list[float] = field(default_factory=list)
    unresumed: list[float] = field(default_factory=list)
    queries: list[float] = field(default_factory=list)
    healthy: list[float] = field(default_factory=list)
    calm: list[float] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)


async def run(size: Size) -> Report:
    """Storms, one after the other."""
    report, storm, sockets = Report("storm"), Storm(), size.sockets or 10_000
    with TemporaryDirectory(prefix="chorus-storm-") as folder:
        await prepare(Path(folder))
        async with crowd(sockets, disk=Path(folder)) as people:
            pairs = await seat_people(people.stack.settings, HEALTHY_SOCKETS // 2, clock=ahead())
            costs = Costs(people.stack)
            async with neighbour(people.stack, Crowd(people.stack, pairs).seats(), HEALTHY_RATE) as healthy:
                for _ in range(size.windows or 3):
                    await _one(storm, people, healthy, costs)
        name = f"{sockets:,} sockets lost at once"
        report.add(Figure(f"{name}: all back after", storm.seconds, "s", 30))
        report.add(Figure(f"{name}: not resumed, or wrong", [*storm.unresumed, people.tally.wrong], "", 0))
        report.add(Figure(f"{name}: statements per resume", storm.queries, "", 1))
        report.add(Figure(f"{name}: another tenant's delivered P95 meanwhile", storm.healthy, "ms", 300))
        report.note(f"- that tenant's P95 in the calm before: {', '.join(f'{ms:.1f}' for ms in storm.calm)} ms")
        report.note(
            f"- attempts per socket: {', '.join(f'{each:.2f}' for each in storm.attempts)}; nonces as given out"
        )
        report.note(*(f"- {calls:,} × `{' '.join(text.split())[:100]}`" for text, calls in storm.texts.most_common(6)))
        report.note(*costs.table(f"{name} (a message is a resume here; the other tenant's are in it)"))
    return report


async def _one(storm: Storm, people: Crowd, healthy: Neighbour, costs: Costs) -> None:
    """A calm, which tells the statements that are none of a resume, and the storm."""
    count = len(people.clients)
    await window(people.clients, people.tally, min(1_000, count), 3)  # so that there is something to have missed
    before = await statements(people.stack)
    await healthy.chat()
    await asyncio.sleep(CALM_SECONDS)
    storm.calm.append(percentile(await healthy.tell(), 0.95))
    usual = await statements(people.stack) - before

    seats = [side.seat(people.stack.gateways[0]) for side in people.sides]
    before = await statements(people.stack)
    costs.begin()
    await healthy.chat()
    began = time.perf_counter()
    people.close()
    attempts = await asyncio.gather(*(_come_back(people, index, seat) for index, seat in enumerate(seats)))
    seconds = time.perf_counter() - began
    costs.end(count)
    storm.healthy.append(percentile(await healthy.tell(), 0.95))
    found = await statements(people.stack) - before

    storm.seconds.append(seconds)
    storm.attempts.append(sum(attempts) / count)
    storm.unresumed.append(sum(not client.is_resumed for client in people.clients))
    storm.queries.append(sum(calls for text, calls in found.items() if text not in usual) / count)
    storm.texts += found


async def _come_back(people: Crowd, index: int, seat: Seat) -> int:
    """Try until it is welcomed; how often it took. It says it has not seen the last event yet, which comes again."""
    lost, side = people.clients[index], people.sides[index]
    attempt = 0
    while True:
        await asyncio.sleep(random.random() * min(SOON_MAX_SECONDS, FIRST_SECONDS * 2**attempt))
        attempt += 1
        try:
            people.clients[index] = await _again(people, lost, seat)
        except (OSError, TimeoutError):
            seat = side.seat(people.stack.gateways[0])  # a nonce is good once
        else:
            return attempt


async def _again(people: Crowd, lost: Client, seat: Seat) -> Client:
    position = max(0, lost.position - 1)
    return await connect(seat, people.tally, position=position, epoch=lost.epoch, seconds=ATTEMPT_SECONDS)
