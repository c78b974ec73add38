"""T1, T2: 10,000 sockets in two-party conversations, at a steady rate committed, acknowledged and delivered."""

from load.benchmarks.size import Size
from load.crowd import crowd, steady, window
from load.figures import Report

TARGETS = {1_000.0: 25.0, 3_000.0: 50.0}


async def run(size: Size) -> Report:
    """A warm-up, then the windows of each rate."""
    report = Report("chat")
    rates = TARGETS if size.rate is None else {size.rate: TARGETS.get(size.rate, 50.0)}
    async with crowd(size.sockets or 10_000) as people:
        await window(people.clients, people.tally, 500, 3)
        for rate, target in rates.items():
            await steady(report, people, rate, target, windows=size.windows or 5, seconds=size.seconds or 12)
        if people.tally.closed or people.tally.refused:
            report.note(f"- closed by the server: {dict(people.tally.closed)}; refused: {dict(people.tally.refused)}")
    return report
