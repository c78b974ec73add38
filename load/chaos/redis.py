"""Redis goes, comes back empty, stands still, or answers badly."""

import asyncio
import time

from load.chaos.outcome import BREAKER_SECONDS, Measured, chat_on
from load.chaos.witness import Witness, witness
from load.ordeal import Crowd
from load.stack import Stack

STEADY_SECONDS = 10.0


async def redis_stopped(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Redis is gone, and comes back empty."""
    async with witness(stack, people) as seen:
        await seen.settled()
        await stack.redis.stop()
        stack.redis.forget()
        await asyncio.sleep(BREAKER_SECONDS)
        seen.begin()
        refused, spent, _ = await asyncio.gather(seen.starts_refused(), seen.nonce_refused(), seen.close_some())
        without = await chat_on(people, seconds, "without Redis")
        seen.end()
        await stack.redis.start()
        returned = time.monotonic()
        await seen.settled()
        steady = time.monotonic() - returned
        after = await chat_on(people, min(seconds, 10), "after its return")
        return [without, *seen.found(), refused, spent, _steady(steady), after, *await _and_afterwards(stack, seen)]


def _steady(seconds: float) -> Measured:
    return Measured("every bus healthy and presence exact after its return", seconds, "s", STEADY_SECONDS)


async def _and_afterwards(stack: Stack, seen: Witness) -> list[Measured]:
    """What needs other processes than the two kinds that every stack has."""
    found = []
    if "presence-1" in stack.processes:
        # The sweeper keeps quiet for the time of one lease, then looks again.
        await asyncio.sleep(stack.settings.presence_ttl_seconds * 1.5)
        found.append(Measured("declared offline though they are there", len(seen.declared_gone), "users", 0))
    if "worker-1" in stack.processes:
        found.append(await seen.briefs_missing())
    return found


async def redis_frozen(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGSTOP: it takes connections and answers nobody."""
    stack.redis.freeze(is_frozen=True)
    await asyncio.sleep(BREAKER_SECONDS)
    without = await chat_on(people, seconds, "Redis frozen")
    stack.redis.freeze(is_frozen=False)
    return [without, await chat_on(people, min(seconds, 10), "after the thaw")]


async def redis_flaky(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Half a second of latency and resets at random."""
    proxy = stack.proxies["redis"]
    proxy.faults.latency_seconds, proxy.faults.reset_chance = 0.5, 0.3
    await asyncio.sleep(BREAKER_SECONDS)
    without = await chat_on(people, seconds, "Redis slow and broken")
    proxy.heal()
    return [without]
