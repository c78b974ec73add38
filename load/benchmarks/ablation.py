"""The effect of group commit: 2,000 messages/s with one row per commit, and with up to 256."""

from load.clients.client_pool import client_pool, send_window, wait_until_settled
from load.options import RunOptions
from load.report import Metric, Report, percentile

FACTOR = 20
SOCKETS = 1_000
# A message that is not acknowledged within this time is refused, and counts as if it took this long.
ANSWER_MS = 10_000.0
SETTLE_SECONDS = 30.0


async def run(options: RunOptions) -> Report:
    """Alternate both settings, each on its own stack: a backlog of the slow one would distort the next window."""
    report, alone, together = Report("ablation"), [], []
    rate = options.rate or 2_000
    for _ in range(options.windows or 3):
        alone.append(await _acknowledged(1, options, rate))
        together.append(await _acknowledged(256, options, rate))
    factors = [slow / quick for slow, quick in zip(alone, together, strict=True)]
    name = f"{rate:,.0f} messages/s: acknowledged P95 with one row per commit, as a multiple of that with up to 256"
    report.add(Metric(name, factors, "×", FACTOR, is_at_most=False))
    for title, times in (("one row", alone), ("up to 256 rows", together)):
        report.note(f"- {title} per commit: P95 {', '.join(f'{ms:,.1f}' for ms in times)} ms")
    return report


async def _acknowledged(cap: int, options: RunOptions, rate: float) -> float:
    async with client_pool(options.sockets or SOCKETS, BATCH_MAX_ROWS=str(cap)) as pool:
        await send_window(pool.clients, pool.stats, 100, 2)
        await send_window(pool.clients, pool.stats, rate, options.seconds or 4)
        await wait_until_settled(pool.stats, SETTLE_SECONDS)
        times = list(pool.stats.acknowledged.values())
        return percentile(times + [ANSWER_MS] * (len(pool.stats.sent) - len(times)), 0.95)
