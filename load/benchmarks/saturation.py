"""Maximum durable throughput: a closed loop in which every socket always has messages in flight."""

from load.clients.client_pool import ClientPool, client_pool, closed_loop
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.resource_usage import ResourceUsage

TARGET = 15_000
# Sockets, and messages in flight per socket: half of the permitted number, fewer where there are many sockets.
LOOPS = {200: 32, 2_000: 4}


async def run(options: RunOptions) -> Report:
    """Run the closed loop with few and with many sockets, half customers and half agents."""
    report = Report("saturation")
    loops = LOOPS if options.sockets is None else {options.sockets: max(1, min(32, 6_400 // options.sockets))}
    for sockets, each in loops.items():
        async with client_pool(sockets) as pool:
            await closed_loop(pool.clients, pool.stats, each, 2)
            await _measure(report, pool, each, options.windows or 5, options.seconds or 8)
    return report


async def _measure(report: Report, pool: ClientPool, each: int, windows: int, seconds: float) -> None:
    stats, usage, rates, times, lost = pool.stats, ResourceUsage(pool.stack), [], [], 0
    for _ in range(windows):
        usage.begin()
        rates.append(await closed_loop(pool.clients, stats, each, seconds))
        usage.end(len(stats.acknowledged))
        times.append(percentile(stats.acknowledged.values(), 0.95))
        lost += stats.lost
    name = f"saturation, {len(pool.clients):,} sockets"
    report.add(Metric(f"{name}: durable", rates, "messages/s", TARGET, is_at_most=False))
    report.add(Metric(f"{name}: lost, doubled, out of order", [lost + stats.duplicated + stats.out_of_order], "", 0))
    report.note(
        f"- {name}, {each} on their way each: acknowledged P95 " + ", ".join(f"{ms:.0f}" for ms in times) + " ms"
    )
    report.note(*usage.table(name))
    if stats.refused or stats.closed:
        report.note(f"- refused: {dict(stats.refused)}; closed: {dict(stats.closed)}")
