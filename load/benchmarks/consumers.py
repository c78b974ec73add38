"""What durable consumers cost: the whole path at 3,000 messages/s, window by window with and without them.

The consumers of the product run in a process of their own, which is started and ended between the windows. The rest of
a worker (jobs, search) is left out, so that the difference is the consumers' alone.
"""

import asyncio
import os
import signal
import sys
from statistics import median

import uvloop

from chorus.processes.containers import reactions, subscriptions
from chorus.stores.event_log.admin import skip, standings
from chorus.stores.event_log.consumers import EventConsumers
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from load.clients.client_pool import ClientPool, client_pool, send_window
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.resource_usage import ResourceUsage, cpu_seconds

SOCKETS = 2_000
RATE = 3_000.0
COST_MAX = 1.05
STARTED_SECONDS = 60.0


async def run(options: RunOptions) -> Report:
    """Alternate windows without and with consumers, and compare CPU per message and latency."""
    report = Report("consumers")
    rate, windows, seconds = options.rate or RATE, options.windows or 4, options.seconds or 6
    async with client_pool(options.sockets or SOCKETS) as pool:
        await send_window(pool.clients, pool.stats, rate / 3, 3)
        found = {False: _Measured(pool), True: _Measured(pool)}
        for _ in range(windows):
            for has_consumers in (False, True):
                await found[has_consumers].window(rate, seconds, has_consumers=has_consumers)
        pairs = list(zip(found[False].microseconds, found[True].microseconds, strict=True))
        report.add(Metric("CPU per message with consumers / without", [b / a for a, b in pairs], "", COST_MAX))
        report.add(Metric("delivered P95 without consumers", found[False].delivered, "ms", 50))
        report.add(Metric("delivered P95 with consumers", found[True].delivered, "ms", 50))
        report.add(Metric("missing, doubled, out of order", [sum(one.violations for one in found.values())], "", 0))
        report.add(Metric("events behind at the end of a window", found[True].behind, "", rate))
        for name, one in (("without", found[False]), ("with", found[True])):
            report.note(
                f"- {name} consumers: {median(one.microseconds):,.1f} µs of CPU per message, all parts together"
            )
            report.note(*one.usage.table(f"{name} consumers"))
    return report


class _Measured:
    """Windows of one kind."""

    def __init__(self, pool: ClientPool) -> None:
        self._pool = pool
        self.usage = ResourceUsage(pool.stack)
        self.microseconds: list[float] = []
        self.delivered: list[float] = []
        self.behind: list[float] = []
        self.violations = 0

    async def window(self, rate: float, seconds: float, *, has_consumers: bool) -> None:
        """Send at the rate, and measure every process, the consumers' included."""
        stats, stack = self._pool.stats, self._pool.stack
        process = None
        if has_consumers:
            await _skip(stack.settings.database_url)
            process = await _start(stack.environment, stack.settings.database_url)
        if process is not None:
            stack.processes["consumers"] = process
        before = sum(self.usage.used.values())
        self.usage.begin()
        await send_window(self._pool.clients, stats, rate, seconds)
        self.usage.end(len(stats.sent))
        self.microseconds.append((sum(self.usage.used.values()) - before) / max(1, len(stats.sent)) * 1e6)
        self.delivered.append(percentile(stats.delivered.values(), 0.95))
        self.violations += len(stats.sent) - len(stats.delivered) + stats.duplicated + stats.out_of_order
        if process is not None:
            self.behind.append(await _behind(stack.settings.database_url))
            assert cpu_seconds(process.pid) > 0
            stack.processes.pop("consumers")
            process.terminate()
            await process.wait()


async def _start(environment: dict[str, str], url: str) -> asyncio.subprocess.Process:
    """Start the process and wait until it holds every shard: its imports are not what is measured."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __spec__.name, env=environment)
    database = await _database(url)
    try:
        async with asyncio.timeout(STARTED_SECONDS):
            while not all(one.held_shards == one.shards for one in await standings(database)):
                assert process.returncode is None, "the consumers ended"
                await asyncio.sleep(0.2)
    finally:
        await database.close()
    await asyncio.sleep(1)
    return process


async def _skip(url: str) -> None:
    """Leave out the events of the windows without consumers: catching up is not what is measured."""
    database = await _database(url)
    try:
        for one in await standings(database):
            await skip(database, one.name)
    finally:
        await database.close()


async def _behind(url: str) -> float:
    database = await _database(url)
    try:
        return float(max((one.lag_events for one in await standings(database)), default=0))
    finally:
        await database.close()


async def _database(url: str) -> Database:
    async def publish(_envelopes: object) -> None:
        """Nobody is connected."""

    return Database(await connect(url, size=8), reactions(), publish)


async def consume(url: str) -> None:
    """Run the consumers of the product until SIGTERM, then give their shards back."""
    database, listener, is_over = await _database(url), LogListener(url), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, is_over.set)
    consumers = EventConsumers(database, listener, subscriptions())
    consumers.start()
    await is_over.wait()
    await consumers.stop()
    await listener.stop()
    await database.close()


if __name__ == "__main__":
    uvloop.run(consume(os.environ["CHORUS_DATABASE_URL"]))
