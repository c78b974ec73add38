"""T4, T5: what 10,000 sockets cost that say nothing: memory, and the CPU of being pinged every 25 s."""

import asyncio

from load.benchmarks.size import Size
from load.costs import Costs
from load.crowd import crowd
from load.figures import Figure, Report

REST_SECONDS = 5.0
PING_SECONDS = 25.0


async def run(size: Size) -> Report:
    """Open, rest, then one window for each round of pings."""
    report, sockets = Report("idle"), size.sockets or 10_000
    seconds = size.seconds or PING_SECONDS
    async with crowd(sockets) as people:
        stack, cpu = people.stack, []
        await asyncio.sleep(REST_SECONDS)
        grown = stack.memory_kib("gateway-1") - people.before_kib
        costs = Costs(stack)
        for _ in range(size.windows or 5):
            before = stack.cpu_seconds("gateway-1")
            costs.begin()
            await asyncio.sleep(seconds)
            costs.end(sockets)
            cpu.append((stack.cpu_seconds("gateway-1") - before) / seconds / sockets * 1e6)
        left = sum(not client.is_open for client in people.clients)
    report.add(Figure("memory per authenticated idle socket", [grown / sockets], "KiB", 24))
    report.add(Figure("CPU of the gateway per idle socket", cpu, "µs/s", 10))
    report.add(Figure("sockets that were closed", [left], "", 0))
    report.note(*costs.table(f"{seconds:g} s of rest (a message is a socket here)"))
    return report
