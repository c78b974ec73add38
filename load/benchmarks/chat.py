"""10,000 sockets in two-party conversations at a steady rate: commit, acknowledge, deliver."""

from load.clients.client_pool import client_pool, measure_steady_rate, send_window
from load.options import RunOptions
from load.report import Report

TARGETS = {1_000.0: 25.0, 3_000.0: 50.0}


async def run(options: RunOptions) -> Report:
    """Warm up, then measure the windows of each rate."""
    report = Report("chat")
    rates = TARGETS if options.rate is None else {options.rate: TARGETS.get(options.rate, 50.0)}
    async with client_pool(options.sockets or 10_000) as pool:
        await send_window(pool.clients, pool.stats, 500, 3)
        for rate, target in rates.items():
            await measure_steady_rate(
                report, pool, rate, target, windows=options.windows or 5, seconds=options.seconds or 12
            )
        if pool.stats.closed or pool.stats.refused:
            report.note(f"- closed by the server: {dict(pool.stats.closed)}; refused: {dict(pool.stats.refused)}")
    return report
