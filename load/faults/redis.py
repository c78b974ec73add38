"""Redis stops, comes back empty, hangs, or answers badly."""

import asyncio
import time

from load.clients.traffic_generator import TrafficGenerator
from load.faults.health_monitor import HealthMonitor, health_monitor
from load.faults.scenario import FALLBACK_SECONDS, Measurement, measure_delivery
from load.stack.stack import Stack

STEADY_SECONDS = 10.0


async def redis_stopped(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Redis is stopped, and comes back empty."""
    async with health_monitor(stack, traffic) as monitor:
        await monitor.wait_until_healthy()
        await stack.redis.stop()
        stack.redis.erase_data()
        await asyncio.sleep(FALLBACK_SECONDS)
        monitor.start_outage()
        limits, nonces, _ = await asyncio.gather(
            monitor.check_start_limit(), monitor.check_nonce_reuse(), monitor.close_conversations()
        )
        without = await measure_delivery(traffic, seconds, "without Redis")
        monitor.end_outage()
        await stack.redis.start()
        returned = time.monotonic()
        await monitor.wait_until_healthy()
        steady = time.monotonic() - returned
        after = await measure_delivery(traffic, min(seconds, 10), "after its return")
        return [
            without,
            *monitor.found(),
            limits,
            nonces,
            _steady(steady),
            after,
            *await _after_recovery(stack, monitor),
        ]


def _steady(seconds: float) -> Measurement:
    return Measurement("every bus healthy and presence exact after its return", seconds, "s", STEADY_SECONDS)


async def _after_recovery(stack: Stack, monitor: HealthMonitor) -> list[Measurement]:
    """Check the presence sweeper and the worker, where the stack has them."""
    found = []
    if "presence-1" in stack.processes:
        # The sweeper waits for one lease before it looks again.
        await asyncio.sleep(stack.settings.presence_ttl_seconds * 1.5)
        found.append(Measurement("declared offline though they are there", len(monitor.reported_offline), "users", 0))
    if "worker-1" in stack.processes:
        found.append(await monitor.briefs_missing())
    return found


async def redis_frozen(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Redis is stopped with SIGSTOP: it accepts connections and does not answer."""
    stack.redis.freeze(is_frozen=True)
    await asyncio.sleep(FALLBACK_SECONDS)
    without = await measure_delivery(traffic, seconds, "Redis frozen")
    stack.redis.freeze(is_frozen=False)
    return [without, await measure_delivery(traffic, min(seconds, 10), "after the thaw")]


async def redis_flaky(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Redis answers with half a second of latency and random resets."""
    proxy = stack.proxies["redis"]
    proxy.faults.latency_seconds, proxy.faults.reset_chance = 0.5, 0.3
    await asyncio.sleep(FALLBACK_SECONDS)
    without = await measure_delivery(traffic, seconds, "Redis slow and broken")
    proxy.heal()
    return [without]
