"""Processes that die, are replaced, or stand beside older ones."""

import asyncio
import signal
import time

from load.chaos.outcome import BREAKER_SECONDS, Measured, chat_on
from load.figures import percentile
from load.ordeal import Crowd
from load.stack import Stack, until

AWAY_SECONDS = 3.0


def _away(people: Crowd) -> Measured:
    return Measured("away from the chat P95", percentile(people.outages(), 0.95), "s", AWAY_SECONDS)


async def gateway_killed(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGKILL; its clients go to the other one."""
    await stack.end("gateway-1", signal.SIGKILL)
    await until(lambda: people.is_together, "everybody is connected again")
    await asyncio.sleep(seconds)
    await stack.start("gateway-1")
    return [_away(people)]


async def chat_service_killed(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """SIGKILL; the gateways go to the other one and ask again what was under way."""
    await stack.end("api-1", signal.SIGKILL)
    back = await people.more(30)
    await asyncio.sleep(seconds)
    await stack.start("api-1")
    return [Measured("30 messages acknowledged after", back, "s", 5)]


async def gateway_killed_and_redis_stopped(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """The game day: both at once, and Redis comes back empty."""
    await asyncio.gather(stack.redis.stop(), stack.end("gateway-1", signal.SIGKILL))
    stack.redis.forget()
    await until(lambda: people.is_together, "everybody is connected again")
    await asyncio.sleep(BREAKER_SECONDS)
    without = await chat_on(people, seconds, "on one gateway, without Redis")
    await asyncio.gather(stack.redis.start(), stack.start("gateway-1"))
    return [_away(people), without, await chat_on(people, min(seconds, 10), "after their return")]


async def rolling_deploy(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Every process is replaced, one after the other; in the short form one of each kind."""
    since = time.monotonic()
    for name in ("gateway-1", "api-1", "gateway-2", "api-2") if seconds else ("gateway-1", "api-1"):
        await stack.replace(name)
        await people.more(30)
        await asyncio.sleep(seconds / 4)
    refused = sum(client.refused_for_good is not None for client in people.clients)
    closes = {code for client in people.clients for code in client.closed_with}
    return [
        Measured("delivered P95 all the while", people.p95(since), "ms", 300),
        _away(people),
        Measured("refused for good", refused, "clients", 0),
        Measured("closed with another code than 1012", len(closes - {1012}), "codes", 0),
    ]
