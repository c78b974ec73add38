"""T14: what the group commit is worth. The same 2,000 messages/s with one row per commit, and with up to 256."""

from load.benchmarks.size import Size
from load.crowd import crowd, settle, window
from load.figures import Figure, Report, percentile

FACTOR = 20
SOCKETS = 1_000
# What is not acknowledged in this time is refused, and counts as if it had come then.
ANSWER_MS = 10_000.0
SETTLE_SECONDS = 30.0


async def run(size: Size) -> Report:
    """By turns, each on a stack of its own: one that cannot keep up has a backlog that would burden the next."""
    report, alone, together = Report("ablation"), [], []
    rate = size.rate or 2_000
    for _ in range(size.windows or 3):
        alone.append(await _acknowledged(1, size, rate))
        together.append(await _acknowledged(256, size, rate))
    factors = [slow / quick for slow, quick in zip(alone, together, strict=True)]
    name = f"{rate:,.0f} messages/s: acknowledged P95 with one row per commit, as a multiple of that with up to 256"
    report.add(Figure(name, factors, "×", FACTOR, is_at_most=False))
    for title, times in (("one row", alone), ("up to 256 rows", together)):
        report.note(f"- {title} per commit: P95 {', '.join(f'{ms:,.1f}' for ms in times)} ms")
    return report


async def _acknowledged(cap: int, size: Size, rate: float) -> float:
    async with crowd(size.sockets or SOCKETS, BATCH_MAX_ROWS=str(cap)) as people:
        await window(people.clients, people.tally, 100, 2)
        await window(people.clients, people.tally, rate, size.seconds or 4)
        await settle(people.tally, SETTLE_SECONDS)
        times = list(people.tally.acknowledged.values())
        return percentile(times + [ANSWER_MS] * (len(people.tally.sent) - len(times)), 0.95)
