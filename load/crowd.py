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

from chorus.core.clock import Clock, FrozenClock, now
from load.costs import Costs
from load.figures import Figure, Report, percentile
from load.light_client import Client, Tally, at_rate, connect
from load.scrape import until_sockets
from load.seats import Pair, Seat, Side, seat_people
from load.stack import Stack, running

OPENING_AT_ONCE = 200
TENANTS = 5
SETTLE_SECONDS = 10.0


def ahead() -> Clock:
    """A clock to date nonces by. They live 30 s; to give out so many and to use them takes longer."""
    return FrozenClock(now() + timedelta(minutes=10))


async def open_all(seats: list[Seat], tally: Tally, *, kind: type[Client] = Client) -> tuple[list[Client], float]:
    """All sockets, some hundred handshakes at a time; and how long it took."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(seat: Seat) -> Client:
        async with gate:
            return await connect(seat, tally, kind=kind)

    started = time.perf_counter()
    clients = await asyncio.gather(*(one(seat) for seat in seats))
    return list(clients), time.perf_counter() - started


async def settle(tally: Tally, seconds: float = SETTLE_SECONDS) -> float:
    """Until everything sent is answered, and everything acknowledged delivered; the seconds that it took."""
    began = time.perf_counter()
    while (tally.answered < len(tally.sent) or tally.lost) and time.perf_counter() - began < seconds:
        await asyncio.sleep(0.02)
    return time.perf_counter() - began


async def window(clients: list[Client], tally: Tally, rate: float, seconds: float) -> float:
    """One window of messages at a rate, each from the next of a shuffled round; how late the latest left (ms)."""
    tally.clear()
    turn = itertools.cycle(random.sample(clients, len(clients)))

    def act() -> None:
        next(turn).say()

    renewing = asyncio.create_task(_renew(tally))
    try:
        latest = await at_rate(rate, seconds, act)
    finally:
        renewing.cancel()
    await settle(tally)
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
    sides: list[Side] = field(init=False)
    tally: Tally = field(default_factory=Tally)
    clients: list[Client] = field(default_factory=list)
    opening_seconds: float = 0.0
    before_kib: int = 0

    def __post_init__(self) -> None:
        """`clients[n]` sits where `sides[n]` says."""
        self.sides = [side for pair in self.pairs for side in (pair.customer, pair.agent)]
        random.shuffle(self.sides)

    def seats(self) -> list[Seat]:
        """A place for everybody, with fresh papers."""
        return [side.seat(self.stack.gateways[0]) for side in self.sides]

    async def open(self, seats: list[Seat] | None = None) -> None:
        """All sockets of all pairs."""
        self.before_kib = self.stack.memory_kib("gateway-1")
        self.clients, self.opening_seconds = await open_all(seats or self.seats(), self.tally)
        gc.collect()
        gc.freeze()

    async def leave(self) -> None:
        """All leave; returns when the gateway knows."""
        self.close()
        self.clients = []
        await until_sockets(self.stack, 0)

    def close(self) -> None:
        """All hang up."""
        for client in self.clients:
            client.close()


@asynccontextmanager
async def crowd(
    sockets: int, *, is_open: bool = True, tenants: int = TENANTS, clock: Clock | None = None, **overrides: Any
) -> AsyncIterator[Crowd]:
    """A stack with so many sockets, half of them customers, half agents; it ends with the context."""
    async with running(**overrides) as stack:
        found = Crowd(stack, await seat_people(stack.settings, sockets // 2, tenants=tenants, clock=clock or ahead()))
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
