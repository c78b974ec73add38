"""The message path under load: 10,000 sockets, two-party conversations, committed, acknowledged, delivered."""

import argparse
import asyncio
import gc
import itertools
import random
import time
from datetime import timedelta

import uvloop

from chorus.core.clock import FrozenClock, now
from load.figures import Figure, Report, percentile
from load.light_client import Client, Tally, at_rate, connect
from load.seats import Seat, seat_people
from load.stack import Stack, running

TEXT = "x" * 120
OPENING_AT_ONCE = 200


async def open_all(seats: list[Seat], tally: Tally) -> tuple[list[Client], float]:
    """All sockets, some hundred handshakes at a time; and how long it took."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(seat: Seat) -> Client:
        async with gate:
            return await connect(seat, tally)

    started = time.perf_counter()
    clients = await asyncio.gather(*(one(seat) for seat in seats))
    return list(clients), time.perf_counter() - started


async def window(clients: list[Client], tally: Tally, rate: float, seconds: float) -> None:
    """One window of messages at a rate; ends when all are delivered, or after 10 s."""
    tally.clear()
    await at_rate(rate, seconds, lambda _: random.choice(clients).say(TEXT))
    deadline = time.perf_counter() + 10
    while len(tally.delivered) < len(tally.sent) and time.perf_counter() < deadline:
        await asyncio.sleep(0.02)


async def steady(
    report: Report, stack: Stack, clients: list[Client], tally: Tally, rate: float, target: float, windows: int
) -> None:
    """Windows at a steady rate."""
    delivered, acknowledged, lost, cpu = [], [], 0, []
    for _ in range(windows):
        before = stack.cpu_seconds("gateway-1")
        await window(clients, tally, rate, 12)
        cpu.append((stack.cpu_seconds("gateway-1") - before) / max(1, len(tally.sent)) * 1e6)
        delivered.append(percentile(tally.delivered.values(), 0.95))
        acknowledged.append(percentile(tally.acknowledged.values(), 0.95))
        lost += tally.lost
    name = f"{len(clients):,} sockets, {rate:,.0f} messages/s"
    report.add(Figure(f"{name}: delivered P95", delivered, "ms", target))
    report.add(Figure(f"{name}: acknowledged P95", acknowledged, "ms", target))
    report.add(Figure(f"{name}: lost, doubled, out of order", [lost + tally.doubled + tally.out_of_order], "", 0))
    report.notes.append(
        f"- {name}: gateway CPU per message {sorted(cpu)[len(cpu) // 2]:.1f} µs (both halves of its way)"
    )


async def saturation(report: Report, clients: list[Client], tally: Tally, windows: int) -> None:
    """As many as are acknowledged when each of 200 sockets keeps 32 messages on their way."""
    chosen, rates = clients[:: max(1, len(clients) // 200)][:200], []
    for _ in range(windows):
        tally.clear()
        started, turn = time.perf_counter(), itertools.cycle(chosen)
        while time.perf_counter() - started < 8:
            while len(tally.sent) - len(tally.acknowledged) < 200 * 32:
                next(turn).say(TEXT)
            await asyncio.sleep(0)
        rates.append(len(tally.acknowledged) / (time.perf_counter() - started))
        deadline = time.perf_counter() + 10
        while len(tally.delivered) < len(tally.sent) and time.perf_counter() < deadline:
            await asyncio.sleep(0.02)
    report.add(Figure("saturation, durable, 200 sockets", rates, "messages/s", 15_000, is_at_most=False))
    if tally.refused:
        report.notes.append(f"- refused during saturation: {dict(tally.refused)}")


async def main(sockets: int, windows: int) -> None:
    """Run all, and write the result."""
    report, tally = Report("chat"), Tally()
    async with running() as stack:
        # Nonces live 30 s; so many take longer to seat, so they are dated ahead.
        clock = FrozenClock(now() + timedelta(minutes=2))
        pairs = await seat_people(stack.settings, sockets // 2, tenants=5, clock=clock)
        before = stack.memory_kib("gateway-1")
        seats = [side.seat(stack.gateways[0]) for pair in pairs for side in (pair.customer, pair.agent)]
        random.shuffle(seats)
        clients, seconds = await open_all(seats, tally)
        report.add(Figure(f"open {sockets:,} sockets", [seconds], "s", 10))
        await asyncio.sleep(3)
        report.add(
            Figure(
                "memory per authenticated idle socket", [(stack.memory_kib("gateway-1") - before) / sockets], "KiB", 24
            )
        )
        gc.collect()
        gc.freeze()
        await window(clients, tally, 500, 3)  # warm up
        await steady(report, stack, clients, tally, 1_000, 25, windows)
        await steady(report, stack, clients, tally, 3_000, 50, windows)
        await saturation(report, clients, tally, windows)
        for client in clients:
            client.close()
        await asyncio.sleep(1)
        if tally.closed:
            report.notes.append(f"- sockets closed by the server, by code: {dict(tally.closed)}")
    print(report.write())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=10_000)
    parser.add_argument("--windows", type=int, default=5)
    given = parser.parse_args()
    uvloop.run(main(given.sockets, given.windows))
