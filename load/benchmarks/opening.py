"""T6: open 10,000 sockets, each with a token and a nonce that are checked."""

from load.benchmarks.size import Size
from load.costs import Costs
from load.crowd import OPENING_AT_ONCE, crowd
from load.figures import Figure, Report, percentile


async def run(size: Size) -> Report:
    """Open all, leave, and again."""
    report, sockets = Report("opening"), size.sockets or 10_000
    seconds, handshakes = [], []
    async with crowd(sockets, is_open=False) as people:
        costs = Costs(people.stack)
        for _ in range(size.windows or 5):
            seats = people.seats()
            costs.begin()
            await people.open(seats)
            costs.end(sockets)
            seconds.append(people.opening_seconds)
            handshakes.append(percentile((client.opening_ms for client in people.clients), 0.95))
            await people.leave()
    report.add(Figure(f"open {sockets:,} sockets", seconds, "s", 10))
    report.add(Figure(f"{OPENING_AT_ONCE} at once: from connect to welcome, P95", handshakes, "ms", 500))
    report.note(*costs.table(f"open {sockets:,} sockets (a message is a socket here)"))
    return report
