"""Memory and CPU of 10,000 idle sockets that are pinged every 25 s."""

import asyncio

from load.clients.client_pool import client_pool
from load.options import RunOptions
from load.report import Metric, Report
from load.stack.resource_usage import ResourceUsage

REST_SECONDS = 5.0
PING_SECONDS = 25.0


async def run(options: RunOptions) -> Report:
    """Open the sockets, rest, then measure one window per ping interval."""
    report, sockets = Report("idle"), options.sockets or 10_000
    seconds = options.seconds or PING_SECONDS
    async with client_pool(sockets) as pool:
        stack, cpu = pool.stack, []
        await asyncio.sleep(REST_SECONDS)
        grown = stack.memory_kib("gateway-1") - pool.before_kib
        usage = ResourceUsage(stack)
        for _ in range(options.windows or 5):
            before = stack.cpu_seconds("gateway-1")
            usage.begin()
            await asyncio.sleep(seconds)
            usage.end(sockets)
            cpu.append((stack.cpu_seconds("gateway-1") - before) / seconds / sockets * 1e6)
        left = sum(not client.is_open for client in pool.clients)
    report.add(Metric("memory per authenticated idle socket", [grown / sockets], "KiB", 24))
    report.add(Metric("CPU of the gateway per idle socket", cpu, "µs/s", 10))
    report.add(Metric("sockets that were closed", [left], "", 0))
    report.note(*usage.table(f"{seconds:g} s of rest (a message is a socket here)"))
    return report
