"""As many messages as are durable in a second when every socket has the next ones always on their way."""

from load.benchmarks.size import Size
from load.costs import Costs
from load.crowd import Crowd, closed_loop, crowd
from load.figures import Figure, Report, percentile

TARGET = 15_000
# Sockets, and how many messages each has on its way: half of what a socket may, and less where there are many.
LOOPS = {200: 32, 2_000: 4}


async def run(size: Size) -> Report:
    """A closed loop with few sockets, and one with many. Customers and agents speak alike."""
    report = Report("saturation")
    loops = LOOPS if size.sockets is None else {size.sockets: max(1, min(32, 6_400 // size.sockets))}
    for sockets, each in loops.items():
        async with crowd(sockets) as people:
            await closed_loop(people.clients, people.tally, each, 2)
            await _measure(report, people, each, size.windows or 5, size.seconds or 8)
    return report


async def _measure(report: Report, people: Crowd, each: int, windows: int, seconds: float) -> None:
    tally, costs, rates, times, lost = people.tally, Costs(people.stack), [], [], 0
    for _ in range(windows):
        costs.begin()
        rates.append(await closed_loop(people.clients, tally, each, seconds))
        costs.end(len(tally.acknowledged))
        times.append(percentile(tally.acknowledged.values(), 0.95))
        lost += tally.lost
    name = f"saturation, {len(people.clients):,} sockets"
    report.add(Figure(f"{name}: durable", rates, "messages/s", TARGET, is_at_most=False))
    report.add(Figure(f"{name}: lost, doubled, out of order", [lost + tally.doubled + tally.out_of_order], "", 0))
    report.note(
        f"- {name}, {each} on their way each: acknowledged P95 " + ", ".join(f"{ms:.0f}" for ms in times) + " ms"
    )
    report.note(*costs.table(name))
    if tally.refused or tally.closed:
        report.note(f"- refused: {dict(tally.refused)}; closed: {dict(tally.closed)}")
