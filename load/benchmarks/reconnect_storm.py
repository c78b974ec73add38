"""10,000 sockets are lost at once and reconnect as our client does, while another tenant's traffic continues."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from load.clients.client_pool import ClientPool, client_pool, future_clock, send_window
from load.clients.isolation_probe import IsolationProbe, isolation_probe
from load.clients.light_client import Client, connect
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.credentials import Credential, create_conversations
from load.stack.resource_usage import ResourceUsage
from load.stack.statements import prepare, statements

# The same values as in clients/wire/src/backoff.ts.
FIRST_SECONDS, SOON_MAX_SECONDS = 0.5, 5.0
ATTEMPT_SECONDS = 15.0
BASELINE_SECONDS = 6.0
PROBE_SOCKETS, PROBE_RATE = 200, 100.0


@dataclass(slots=True)
class StormResults:
    """Measured values, one entry per storm."""

    seconds: list[float] = field(default_factory=list)
    attempts: list[float] = field(default_factory=list)
    unresumed: list[float] = field(default_factory=list)
    queries: list[float] = field(default_factory=list)
    probe: list[float] = field(default_factory=list)
    baseline_ms: list[float] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)


async def run(options: RunOptions) -> Report:
    """Run several storms on one stack."""
    report, results, sockets = Report("reconnect-storm"), StormResults(), options.sockets or 10_000
    with TemporaryDirectory(prefix="chorus-storm-") as folder:
        await prepare(Path(folder))
        async with client_pool(sockets, disk=Path(folder)) as pool:
            pairs = await create_conversations(pool.stack.settings, PROBE_SOCKETS // 2, clock=future_clock())
            usage = ResourceUsage(pool.stack)
            async with isolation_probe(pool.stack, ClientPool(pool.stack, pairs).credentials(), PROBE_RATE) as probe:
                for _ in range(options.windows or 3):
                    await _measure_window(results, pool, probe, usage)
        name = f"{sockets:,} sockets lost at once"
        report.add(Metric(f"{name}: all back after", results.seconds, "s", 30))
        report.add(Metric(f"{name}: not resumed, or wrong", [*results.unresumed, pool.stats.violations], "", 0))
        report.add(Metric(f"{name}: statements per resume", results.queries, "", 1))
        report.add(Metric(f"{name}: another tenant's delivered P95 meanwhile", results.probe, "ms", 300))
        report.note(
            f"- that tenant's P95 in the calm before: {', '.join(f'{ms:.1f}' for ms in results.baseline_ms)} ms"
        )
        report.note(
            f"- attempts per socket: {', '.join(f'{each:.2f}' for each in results.attempts)}; nonces as given out"
        )
        report.note(
            *(f"- {calls:,} × `{' '.join(text.split())[:100]}`" for text, calls in results.texts.most_common(6))
        )
        report.note(*usage.table(f"{name} (a message is a resume here; the other tenant's are in it)"))
    return report


async def _measure_window(results: StormResults, pool: ClientPool, probe: IsolationProbe, usage: ResourceUsage) -> None:
    """Measure a quiet baseline, whose statements do not belong to a resume, then one storm."""
    count = len(pool.clients)
    await send_window(pool.clients, pool.stats, min(1_000, count), 3)  # leaves something to resume
    before = await statements(pool.stack)
    await probe.start()
    await asyncio.sleep(BASELINE_SECONDS)
    results.baseline_ms.append(percentile(await probe.finish(), 0.95))
    usual = await statements(pool.stack) - before

    credentials = [party.credential(pool.stack.gateways[0]) for party in pool.parties]
    before = await statements(pool.stack)
    usage.begin()
    await probe.start()
    began = time.perf_counter()
    pool.close()
    attempts = await asyncio.gather(
        *(_reconnect(pool, index, credential) for index, credential in enumerate(credentials))
    )
    seconds = time.perf_counter() - began
    usage.end(count)
    results.probe.append(percentile(await probe.finish(), 0.95))
    found = await statements(pool.stack) - before

    results.seconds.append(seconds)
    results.attempts.append(sum(attempts) / count)
    results.unresumed.append(sum(not client.is_resumed for client in pool.clients))
    results.queries.append(sum(calls for text, calls in found.items() if text not in usual) / count)
    results.texts += found


async def _reconnect(pool: ClientPool, index: int, credential: Credential) -> int:
    """Reconnect with back-off, one position early, so that an event is replayed. Returns the number of attempts."""
    lost, party = pool.clients[index], pool.parties[index]
    attempt = 0
    while True:
        await asyncio.sleep(random.random() * min(SOON_MAX_SECONDS, FIRST_SECONDS * 2**attempt))
        attempt += 1
        try:
            pool.clients[index] = await _resume(pool, lost, credential)
        except (OSError, TimeoutError):
            credential = party.credential(pool.stack.gateways[0])  # a nonce is valid once
        else:
            return attempt


async def _resume(pool: ClientPool, lost: Client, credential: Credential) -> Client:
    position = max(0, lost.position - 1)
    return await connect(credential, pool.stats, position=position, epoch=lost.epoch, seconds=ATTEMPT_SECONDS)
