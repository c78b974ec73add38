"""Each scenario breaks something, keeps it broken for a while, mends it, and says how fast the crowd was served."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg
from typing_extensions import override

from load.figures import percentile
from load.history import Fault
from load.ordeal import Crowd, crowd
from load.seats import seat_people
from load.stack import Stack, until

BREAKER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a scenario against what is promised."""

    name: str
    value: float
    unit: str
    target: float

    @property
    def holds(self) -> bool:
        """Whether the promise is kept; no value at all keeps none."""
        return self.value <= self.target

    @override
    def __str__(self) -> str:
        return f"{self.name}: {self.value:,.2f} {self.unit} (≤ {self.target:g}) {'holds' if self.holds else 'MISSED'}"


@dataclass(slots=True)
class Outcome:
    """What a scenario showed."""

    faults: list[Fault]
    acknowledged: int
    said_again: int
    measured: list[Measured] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.faults and all(found.holds for found in self.measured)

    @override
    def __str__(self) -> str:
        lines = [f"{self.acknowledged} acknowledged, {self.said_again} said again, {len(self.faults)} faults"]
        return "\n".join([*lines, *map(str, self.measured), *map(str, self.faults[:10])])


# Breaks, waits `seconds`, mends; returns what it measured.
Disturb = Callable[[Stack, Crowd, float], Awaitable[list[Measured]]]


async def endure(
    stack: Stack, disturb: Disturb, *, seconds: float, conversations: int = 10, per_second: float = 60
) -> Outcome:
    """Let a crowd chat while `disturb` does its work, and judge."""
    pairs = await seat_people(stack.settings, conversations)
    async with crowd(stack, pairs, per_second) as people:
        await people.more(int(per_second))
        measured = await disturb(stack, people, seconds)
        await people.more(int(per_second))
        faults = await people.settle()
        said_again = sum(client.participant.said_again for client in people.clients)
        if faults:
            people.history.write(stack.folder / "history.jsonl")
        return Outcome(faults, people.acknowledged, said_again, measured)


async def _chat_on(people: Crowd, seconds: float, name: str, target: float = 300) -> Measured:
    """Delays of what is said in the next `seconds`, once it had time to arrive."""
    since = time.monotonic()
    await asyncio.sleep(seconds)
    ends = time.monotonic()
    await people.more(1)
    # What is still on its way counts as late as it is.
    delays = people.delays(since, ends) + people.waiting(since, ends)
    return Measured(f"{name}: delivered P95", percentile(delays, 0.95), "ms", target)


async def gateway_killed(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGKILL; its clients go to the other one."""
    await stack.end("gateway-1", signal.SIGKILL)
    await until(lambda: people.is_together, "everybody is connected again")
    await asyncio.sleep(seconds)
    await stack.start("gateway-1")
    return [Measured("away from the chat P95", percentile(people.outages(), 0.95), "s", 3)]


async def chat_service_killed(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGKILL; the gateways go to the other one and ask again what was under way."""
    await stack.end("api-1", signal.SIGKILL)
    back = await people.more(30)
    await asyncio.sleep(seconds)
    await stack.start("api-1")
    return [Measured("30 messages acknowledged after", back, "s", 5)]


async def postgres_killed(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGKILL; it is started again and recovers."""
    stack.kill_postgres()
    back = await people.more(60)
    await asyncio.sleep(seconds)
    return [Measured("60 messages acknowledged after", back, "s", 15)]


async def redis_stopped(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Redis is gone, and comes back empty."""
    await stack.redis.stop()
    stack.redis.forget()
    await asyncio.sleep(BREAKER_SECONDS)
    without = await _chat_on(people, seconds, "without Redis")
    await stack.redis.start()
    return [without, await _chat_on(people, min(seconds, 10), "after its return")]


async def redis_frozen(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGSTOP: it takes connections and answers nobody."""
    stack.redis.freeze(is_frozen=True)
    await asyncio.sleep(BREAKER_SECONDS)
    without = await _chat_on(people, seconds, "Redis frozen")
    stack.redis.freeze(is_frozen=False)
    return [without, await _chat_on(people, min(seconds, 10), "after the thaw")]


async def redis_flaky(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Half a second of latency and resets at random."""
    proxy = stack.proxies["redis"]
    proxy.faults.latency_seconds, proxy.faults.reset_chance = 0.5, 0.3
    await asyncio.sleep(BREAKER_SECONDS)
    without = await _chat_on(people, seconds, "Redis slow and broken")
    proxy.heal()
    return [without]


async def redis_away_and_a_long_transaction(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Somebody's transaction stays open meanwhile; readers of the log may not wait for it."""
    connection = await asyncpg.connect(stack.postgres.app_url)
    stack.proxies["redis"].cut()
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_current_xact_id()")
            await asyncio.sleep(BREAKER_SECONDS)
            without = await _chat_on(people, seconds, "beside a long transaction")
    finally:
        await connection.close()
        stack.proxies["redis"].heal()
    return [without]


async def exchange_answers_lost(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """The commit is done and the gateway never hears of it: it asks again on the next stream."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for name in ("api-1", "api-2"):
            stack.proxies[name].faults.loses_answers = True
        await asyncio.sleep(0.2)
        for name in ("api-1", "api-2"):
            stack.proxies[name].heal()
        await people.more(10)
    return []


async def acknowledgements_lost(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """The commit is done and the client never hears of it: it says it again on the next socket."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for name in ("gateway-1", "gateway-2"):
            stack.proxies[name].faults.loses_answers = True
        await asyncio.sleep(0.2)
        for name in ("gateway-1", "gateway-2"):
            stack.proxies[name].heal()
        await until(lambda: people.is_together, "everybody is connected again")
        await people.more(10)
    return []


async def lines_half_open(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """A cable is pulled: nothing passes and nobody is told."""
    stack.proxies["gateway-1"].silence()
    await asyncio.sleep(seconds)
    stack.proxies["gateway-1"].heal()
    await until(lambda: people.is_together, "everybody is connected again")
    return []


async def lines_bad(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Latency and resets between clients and gateways."""
    for name in ("gateway-1", "gateway-2"):
        faults = stack.proxies[name].faults
        faults.latency_seconds, faults.jitter_seconds, faults.reset_chance = 0.05, 0.1, 0.005
    await asyncio.sleep(seconds)
    for name in ("gateway-1", "gateway-2"):
        stack.proxies[name].heal()
    await until(lambda: people.is_together, "everybody is connected again")
    return []


async def postgres_slow(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """200 ms to PostgreSQL and back."""
    stack.proxies["postgres"].faults.latency_seconds = 0.1
    await asyncio.sleep(seconds)
    stack.proxies["postgres"].heal()
    return []


async def rolling_deploy(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Every process is replaced, one after the other."""
    since = time.monotonic()
    for name in ("gateway-1", "api-1", "gateway-2", "api-2"):
        await stack.replace(name)
        await people.more(30)
        await asyncio.sleep(seconds / 4)
    refused = sum(client.refused_for_good is not None for client in people.clients)
    return [
        Measured("delivered P95 all the while", people.p95(since), "ms", 300),
        Measured("away from the chat P95", percentile(people.outages(), 0.95), "s", 3),
        Measured("refused for good", refused, "clients", 0),
    ]


SCENARIOS: dict[str, Disturb] = {
    found.__name__: found
    for found in (
        gateway_killed,
        chat_service_killed,
        postgres_killed,
        redis_stopped,
        redis_frozen,
        redis_flaky,
        redis_away_and_a_long_transaction,
        exchange_answers_lost,
        acknowledgements_lost,
        lines_half_open,
        lines_bad,
        postgres_slow,
        rolling_deploy,
    )
}
