"""Processes are killed, replaced, or run beside older ones."""

import asyncio
import signal
import time

from load.clients.traffic_generator import TrafficGenerator
from load.faults.scenario import FALLBACK_SECONDS, Measurement, measure_delivery
from load.report import percentile
from load.stack.stack import Stack, wait_until

OUTAGE_SECONDS = 3.0


def _outage(traffic: TrafficGenerator) -> Measurement:
    return Measurement("away from the chat P95", percentile(traffic.outages(), 0.95), "s", OUTAGE_SECONDS)


async def gateway_killed(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """A gateway is killed with SIGKILL; its clients move to the other one."""
    await stack.stop("gateway-1", signal.SIGKILL)
    await wait_until(lambda: traffic.is_fully_connected, "everybody is connected again")
    await asyncio.sleep(seconds)
    await stack.start("gateway-1")
    return [_outage(traffic)]


async def chat_service_killed(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """A chat service is killed with SIGKILL; the gateways move to the other one and ask again."""
    await stack.stop("api-1", signal.SIGKILL)
    back = await traffic.wait_for_acknowledgements(30)
    await asyncio.sleep(seconds)
    await stack.start("api-1")
    return [Measurement("30 messages acknowledged after", back, "s", 5)]


async def gateway_killed_and_redis_stopped(
    stack: Stack, traffic: TrafficGenerator, seconds: float
) -> list[Measurement]:
    """A gateway is killed and Redis stopped at once; Redis comes back empty."""
    await asyncio.gather(stack.redis.stop(), stack.stop("gateway-1", signal.SIGKILL))
    stack.redis.erase_data()
    await wait_until(lambda: traffic.is_fully_connected, "everybody is connected again")
    await asyncio.sleep(FALLBACK_SECONDS)
    without = await measure_delivery(traffic, seconds, "on one gateway, without Redis")
    await asyncio.gather(stack.redis.start(), stack.start("gateway-1"))
    return [_outage(traffic), without, await measure_delivery(traffic, min(seconds, 10), "after their return")]


async def rolling_deploy(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Every process is replaced, one after the other; in the short form one of each kind."""
    since = time.monotonic()
    for name in ("gateway-1", "api-1", "gateway-2", "api-2") if seconds else ("gateway-1", "api-1"):
        await stack.replace(name)
        await traffic.wait_for_acknowledgements(30)
        await asyncio.sleep(seconds / 4)
    refused = sum(client.permanent_close_code is not None for client in traffic.clients)
    closes = {code for client in traffic.clients for code in client.close_codes}
    return [
        Measurement("delivered P95 all the while", traffic.p95(since), "ms", 300),
        _outage(traffic),
        Measurement("refused for good", refused, "clients", 0),
        Measurement("closed with another code than 1012", len(closes - {1012}), "codes", 0),
    ]
