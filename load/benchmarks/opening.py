"""Open 10,000 sockets; each handshake verifies a token and consumes a nonce."""

from load.clients.client_pool import OPENING_AT_ONCE, client_pool
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.resource_usage import ResourceUsage


async def run(options: RunOptions) -> Report:
    """Open all sockets, close them, and repeat."""
    report, sockets = Report("opening"), options.sockets or 10_000
    seconds, handshakes = [], []
    async with client_pool(sockets, is_open=False) as pool:
        usage = ResourceUsage(pool.stack)
        for _ in range(options.windows or 5):
            credentials = pool.credentials()
            usage.begin()
            await pool.open(credentials)
            usage.end(sockets)
            seconds.append(pool.opening_seconds)
            handshakes.append(percentile((client.opening_ms for client in pool.clients), 0.95))
            await pool.disconnect_all()
    report.add(Metric(f"open {sockets:,} sockets", seconds, "s", 10))
    report.add(Metric(f"{OPENING_AT_ONCE} at once: from connect to welcome, P95", handshakes, "ms", 500))
    report.note(*usage.table(f"open {sockets:,} sockets (a message is a socket here)"))
    return report
