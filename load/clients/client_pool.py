"""A pool of light clients on one stack that sends at a fixed rate or in a closed loop."""

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
from load.clients.light_client import Client, TrafficStats, at_rate, connect
from load.report import Metric, Report, percentile
from load.stack.credentials import Credential, Pair, Party, create_conversations
from load.stack.prometheus import wait_for_sockets
from load.stack.resource_usage import ResourceUsage
from load.stack.stack import Stack, running

OPENING_AT_ONCE = 200
TENANTS = 5
SETTLE_SECONDS = 10.0


def future_clock() -> Clock:
    """Return a clock ten minutes ahead to date nonces with: they live 30 s, and issuing 10,000 takes longer."""
    return FrozenClock(now() + timedelta(minutes=10))


async def connect_all(
    credentials: list[Credential], stats: TrafficStats, *, kind: type[Client] = Client
) -> tuple[list[Client], float]:
    """Open all sockets, at most `OPENING_AT_ONCE` handshakes at a time. Returns the clients and the seconds."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(credential: Credential) -> Client:
        async with gate:
            return await connect(credential, stats, kind=kind)

    started = time.perf_counter()
    clients = await asyncio.gather(*(one(credential) for credential in credentials))
    return list(clients), time.perf_counter() - started


async def wait_until_settled(stats: TrafficStats, seconds: float = SETTLE_SECONDS) -> float:
    """Wait until every message is answered and every acknowledged one delivered. Returns the seconds it took."""
    began = time.perf_counter()
    while (stats.answered < len(stats.sent) or stats.lost) and time.perf_counter() - began < seconds:
        await asyncio.sleep(0.02)
    return time.perf_counter() - began


async def send_window(clients: list[Client], stats: TrafficStats, rate: float, seconds: float) -> float:
    """Send one window at a fixed rate from shuffled clients. Returns how late the latest message left (ms)."""
    stats.clear()
    senders = itertools.cycle(random.sample(clients, len(clients)))

    def act() -> None:
        next(senders).send_message()

    renewing = asyncio.create_task(_renew(stats))
    try:
        latest = await at_rate(rate, seconds, act)
    finally:
        renewing.cancel()
    await wait_until_settled(stats)
    return latest


async def closed_loop(clients: list[Client], stats: TrafficStats, each: int, seconds: float) -> float:
    """Keep `each` messages in flight on every socket. Returns the acknowledged messages per second."""
    stats.clear()
    is_over = False
    owed: dict[Client, int] = {}

    def send_owed() -> None:
        # Answers that arrive in one turn of the loop are followed by one batch of sends.
        for client, count in owed.items():
            for _ in range(count):
                client.send_message()
        owed.clear()

    def answered(client: Client) -> None:
        if not is_over:
            if not owed:
                loop.call_soon(send_owed)
            owed[client] = owed.get(client, 0) + 1

    loop = asyncio.get_running_loop()
    renewing = asyncio.create_task(_renew(stats))
    started = time.perf_counter()
    for client in clients:
        client.on_answer = answered
        for _ in range(each):
            client.send_message()
    await asyncio.sleep(seconds)
    is_over, rate = True, len(stats.acknowledged) / (time.perf_counter() - started)
    renewing.cancel()
    await wait_until_settled(stats)
    for client in clients:
        client.on_answer = None
    return rate


async def _renew(stats: TrafficStats) -> None:
    while True:
        stats.ids.renew()
        await asyncio.sleep(0.1)


@dataclass(slots=True)
class ClientPool:
    """The clients of a stack, their conversations, and what they saw."""

    stack: Stack
    pairs: list[Pair]
    parties: list[Party] = field(init=False)
    stats: TrafficStats = field(default_factory=TrafficStats)
    clients: list[Client] = field(default_factory=list)
    opening_seconds: float = 0.0
    before_kib: int = 0

    def __post_init__(self) -> None:
        """Shuffle the parties; `clients[n]` is opened for `parties[n]`."""
        self.parties = [party for pair in self.pairs for party in (pair.customer, pair.agent)]
        random.shuffle(self.parties)

    def credentials(self) -> list[Credential]:
        """Issue a fresh token and nonce for every party."""
        return [party.credential(self.stack.gateways[0]) for party in self.parties]

    async def open(self, credentials: list[Credential] | None = None) -> None:
        """Open one socket for each party."""
        self.before_kib = self.stack.memory_kib("gateway-1")
        self.clients, self.opening_seconds = await connect_all(credentials or self.credentials(), self.stats)
        gc.collect()
        gc.freeze()

    async def disconnect_all(self) -> None:
        """Close all sockets and wait until the gateway has noticed."""
        self.close()
        self.clients = []
        await wait_for_sockets(self.stack, 0)

    def close(self) -> None:
        """Close all sockets without a close frame."""
        for client in self.clients:
            client.close()


@asynccontextmanager
async def client_pool(
    sockets: int, *, is_open: bool = True, tenants: int = TENANTS, clock: Clock | None = None, **overrides: Any
) -> AsyncIterator[ClientPool]:
    """Start a stack and a pool, half customers and half agents. Both end with the context."""
    async with running(**overrides) as stack:
        found = ClientPool(
            stack,
            await create_conversations(stack.settings, sockets // 2, tenants=tenants, clock=clock or future_clock()),
        )
        try:
            if is_open:
                await found.open()
            yield found
        finally:
            found.close()
            gc.unfreeze()
            await asyncio.sleep(0.5)


async def measure_steady_rate(
    report: Report,
    client_pool: ClientPool,
    rate: float,
    target: float,
    *,
    windows: int,
    seconds: float,
    title: str = "",
) -> None:
    """Measure windows at a steady rate and add their P95s, violations and CPU usage to the report."""
    stats, usage = client_pool.stats, ResourceUsage(client_pool.stack)
    delivered, acknowledged, slowest, violations, latest = [], [], [], 0, 0.0
    for _ in range(windows):
        usage.begin()
        latest = max(latest, await send_window(client_pool.clients, stats, rate, seconds))
        usage.end(len(stats.sent))
        delivered.append(percentile(stats.delivered.values(), 0.95))
        acknowledged.append(percentile(stats.acknowledged.values(), 0.95))
        slowest.append(percentile(stats.delivered.values(), 0.99))
        violations += len(stats.sent) - len(stats.delivered)
    name = title or f"{len(client_pool.clients):,} sockets, {rate:,.0f} messages/s"
    report.add(Metric(f"{name}: delivered P95", delivered, "ms", target))
    report.add(Metric(f"{name}: acknowledged P95", acknowledged, "ms", target))
    report.add(Metric(f"{name}: delivered P99", slowest, "ms", 250))
    report.add(
        Metric(f"{name}: missing, doubled, out of order", [violations + stats.duplicated + stats.out_of_order], "", 0)
    )
    report.note(*usage.table(name))
    report.note(f"- {name}: the client sent at most {latest:.0f} ms late")
