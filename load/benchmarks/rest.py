"""500 requests/s over HTTP, each of which writes a message."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field

from load.clients.http_client import HttpClient, http_client
from load.clients.light_client import Ids, at_rate
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.credentials import Pair, create_conversations
from load.stack.resource_usage import ResourceUsage
from load.stack.stack import running

CONNECTIONS = 100
CONVERSATIONS = 500
TIMEOUT_SECONDS = 15.0


@dataclass(slots=True)
class Responses:
    """Responses of one window. Times are milliseconds from when a request was due."""

    times: list[float] = field(default_factory=list)
    failed: int = 0


async def run(options: RunOptions) -> Report:
    """Warm up, then measure windows at a fixed rate; requests do not wait for each other."""
    report, rate = Report("rest"), options.rate or 500.0
    p95, errors = [], []
    async with running() as stack, http_client(stack.ports["rest api-1"], CONNECTIONS) as client:
        pairs = await create_conversations(stack.settings, CONVERSATIONS)
        usage = ResourceUsage(stack)
        await _window(client, pairs, rate / 5, 3)
        for _ in range(options.windows or 5):
            usage.begin()
            results = await _window(client, pairs, rate, options.seconds or 12)
            usage.end(len(results.times) + results.failed)
            p95.append(percentile(results.times, 0.95))
            errors.append(results.failed / (len(results.times) + results.failed) * 100)
    report.add(Metric(f"{rate:,.0f} requests/s, one write each: P95", p95, "ms", 150))
    report.add(Metric("errors", errors, "%", 0.1))
    report.note(*usage.table(f"{rate:,.0f} requests/s (a message is a request here)"))
    return report


async def _window(client: HttpClient, pairs: list[Pair], rate: float, seconds: float) -> Responses:
    results, ids, under_way = Responses(), Ids(), set[asyncio.Task[None]]()
    parties = [party for pair in pairs for party in (pair.customer, pair.agent)]
    senders = itertools.cycle(
        [(party, party.tokens.sign(party.actor).token) for party in random.sample(parties, len(parties))]
    )

    def act() -> None:
        party, token = next(senders)
        body = b'{"id":"%s","content":"%s"}' % (ids(), b"x" * 120)
        task = asyncio.create_task(
            _post(client, f"/v1/conversations/{party.conversation_id}/messages", token, body, results)
        )
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    await at_rate(rate, seconds, act)
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=TIMEOUT_SECONDS)
        results.failed += len(late)
        for task in late:
            task.cancel()
    return results


async def _post(client: HttpClient, path: str, token: str, body: bytes, results: Responses) -> None:
    began = time.perf_counter()
    status = await client.post(path, token, body)
    if status in {200, 201}:
        results.times.append((time.perf_counter() - began) * 1000)
    else:
        results.failed += 1
