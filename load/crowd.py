"""Many light clients on a stack: seated, opened, and talking at a rate or as fast as they are answered."""

import asyncio
import gc
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chorus.core.clock import FrozenClock, now
from load.costs import Costs
from load.figures import Figure, Report, percentile
from load.light_client import Client, Tally, at_rate, connect
from load.seats import Pair, Seat, Side, seat_people
from load.stack import Stack, running

OPENING_AT_ONCE = 200
TENANTS = 5
SETTLE_SECONDS = 10.0


async def open_all(seats: list[Seat], tally: Tally) -> tuple[list[Client], float]:
    """All sockets, some hundred handshakes at a time; and how long it took."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(seat: Seat) -> Client:
        async with gate:
            return await connect(seat, tally)

    started = time.perf_counter()
    clients = await asyncio.gather(*(one(seat) for seat in seats))
    return list(clients), time.perf_counter() - started


async def settle(tally: Tally, seconds: float = SETTLE_SECONDS) -> float:
    """Until all that was acknowledged is delivered and nothing more is on its way; the seconds that it took."""
    began = time.perf_counter()
    answered = -1
    while (passed := time.perf_counter() - began) < seconds:
        if tally.lost == 0 and len(tally.acknowledged) == answered:
            break
        answered = len(tally.acknowledged)
        await asyncio.sleep(0.1 if len(tally.sent) > answered else 0.02)
    return passed


async def window(clients: list[Client], tally: Tally, rate: float, seconds: float) -> float:
    """One window of messages at a rate, each from the next of a shuffled round; how late the latest left (ms)."""
    tally.clear()
    turn = itertools.cycle(random.sample(clients, len(clients)))

    def act() -> None:
        next(turn).say()

    renewing = asyncio.create_task(_renew(tally))
    latest = await at_rate(rate, seconds, act)
    renewing.cancel()
    deadline = time.perf_counter() + SETTLE_SECONDS
    while len(tally.delivered) < len(tally.sent) and time.perf_counter() < deadline:
        await asyncio.sleep(0.02)
    return latest


async def closed_loop(clients: list[Client], tally: Tally, each: int, seconds: float) -> float:
    """As fast as they are answered: every socket keeps `each` messages on their way; acknowledged messages/s."""
    tally.clear()
    is_over = False
    owed: dict[Client, int] = {}

    def pay() -> None:
        # What a socket was answered in one turn it asks anew in one go.
        for client, count in owed.items():
            for _ in range(count):
                client.say()
        owed.clear()

    def answered(client: Client) -> None:
        if not is_over:
            if not owed:
                loop.call_soon(pay)
            owed[client] = owed.get(client, 0) + 1

    loop = asyncio.get_running_loop()
    renewing = asyncio.create_task(_renew(tally))
    started = time.perf_counter()
    for client in clients:
        client.on_answer = answered
        for _ in range(each):
            client.say()
    await asyncio.sleep(seconds)
    is_over, rate = True, len(tally.acknowledged) / (time.perf_counter() - started)
    renewing.cancel()
    await settle(tally)
    for client in clients:
        client.on_answer = None
    return rate


async def _renew(tally: Tally) -> None:
    while True:
        tally.ids.renew()
        await asyncio.sleep(0.1)


@dataclass(slots=True)
class Crowd:
    """Who is there, and what they saw."""

    stack: Stack
    pairs: list[Pair]
    tally: Tally = field(default_factory=Tally)
    clients: list[Client] = field(default_factory=list)
    opening_seconds: float = 0.0
    before_kib: int = 0

    @property
    def sides(self) -> list[Side]:
        """Customers and agents by turns."""
        return [side for pair in self.pairs for side in (pair.customer, pair.agent)]

    async def open(self) -> None:
        """All sockets of all pairs."""
        self.before_kib = self.stack.memory_kib("gateway-1")
        seats = [side.seat(self.stack.gateways[0]) for side in self.sides]
        random.shuffle(seats)
        self.clients, self.opening_seconds = await open_all(seats, self.tally)
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """All leave."""
        for client in self.clients:
            client.close()


@asynccontextmanager
async def crowd(
    sockets: int, *, is_open: bool = True, tenants: int = TENANTS, **overrides: Any
) -> AsyncIterator[Crowd]:
    """A stack with so many sockets, half of them customers, half agents; it ends with the context."""
    async with running(**overrides) as stack:
        # Nonces live 30 s; so many take longer to seat, so they are dated ahead.
        clock = FrozenClock(now() + timedelta(minutes=10))
        found = Crowd(stack, await seat_people(stack.settings, sockets // 2, tenants=tenants, clock=clock))
        try:
            if is_open:
                await found.open()
            yield found
        finally:
            found.close()
            gc.unfreeze()
            await asyncio.sleep(0.5)


async def steady(
    report: Report, crowd: Crowd, rate: float, target: float, *, windows: int, seconds: float, title: str = ""
) -> None:
    """Windows at a steady rate: their P95s, what went wrong, and who paid for it."""
    tally, costs = crowd.tally, Costs(crowd.stack)
    delivered, acknowledged, slowest, wrong, latest = [], [], [], 0, 0.0
    for _ in range(windows):
        costs.begin()
        latest = max(latest, await window(crowd.clients, tally, rate, seconds))
        costs.end(len(tally.sent))
        delivered.append(percentile(tally.delivered.values(), 0.95))
        acknowledged.append(percentile(tally.acknowledged.values(), 0.95))
        slowest.append(percentile(tally.delivered.values(), 0.99))
        wrong += len(tally.sent) - len(tally.delivered)
    name = title or f"{len(crowd.clients):,} sockets, {rate:,.0f} messages/s"
    report.add(Figure(f"{name}: delivered P95", delivered, "ms", target))
    report.add(Figure(f"{name}: acknowledged P95", acknowledged, "ms", target))
    report.add(Figure(f"{name}: delivered P99", slowest, "ms", 250))
    report.add(Figure(f"{name}: missing, doubled, out of order", [wrong + tally.doubled + tally.out_of_order], "", 0))
    report.note(*costs.table(name))
    report.note(f"- {name}: the client sent at most {latest:.0f} ms late")
