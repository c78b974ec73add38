"""T12: 500 requests/s over HTTP, each a message that is written."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field

from load.benchmarks.size import Size
from load.costs import Costs
from load.figures import Figure, Report, percentile
from load.http_client import HttpClient, http_client
from load.light_client import Ids, at_rate
from load.seats import Pair, seat_people
from load.stack import running

CONNECTIONS = 100
CONVERSATIONS = 500
PATIENCE_SECONDS = 15.0


@dataclass(slots=True)
class Answers:
    """What came back. Times are milliseconds from when a request was due."""

    times: list[float] = field(default_factory=list)
    failed: int = 0


async def run(size: Size) -> Report:
    """A warm-up, then windows at the rate; requests wait for no other."""
    report, rate = Report("rest"), size.rate or 500.0
    p95, errors = [], []
    async with running() as stack, http_client(stack.ports["rest api-1"], CONNECTIONS) as client:
        pairs = await seat_people(stack.settings, CONVERSATIONS)
        costs = Costs(stack)
        await _window(client, pairs, rate / 5, 3)
        for _ in range(size.windows or 5):
            costs.begin()
            found = await _window(client, pairs, rate, size.seconds or 12)
            costs.end(len(found.times) + found.failed)
            p95.append(percentile(found.times, 0.95))
            errors.append(found.failed / (len(found.times) + found.failed) * 100)
    report.add(Figure(f"{rate:,.0f} requests/s, one write each: P95", p95, "ms", 150))
    report.add(Figure("errors", errors, "%", 0.1))
    report.note(*costs.table(f"{rate:,.0f} requests/s (a message is a request here)"))
    return report


async def _window(client: HttpClient, pairs: list[Pair], rate: float, seconds: float) -> Answers:
    found, ids, under_way = Answers(), Ids(), set[asyncio.Task[None]]()
    sides = [side for pair in pairs for side in (pair.customer, pair.agent)]
    turn = itertools.cycle([(side, side.tokens.sign(side.actor).token) for side in random.sample(sides, len(sides))])

    def act() -> None:
        side, token = next(turn)
        body = b'{"id":"%s","content":"%s"}' % (ids(), b"x" * 120)
        task = asyncio.create_task(
            _post(client, f"/v1/conversations/{side.conversation_id}/messages", token, body, found)
        )
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    await at_rate(rate, seconds, act)
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=PATIENCE_SECONDS)
        found.failed += len(late)
        for task in late:
            task.cancel()
    return found


async def _post(client: HttpClient, path: str, token: str, body: bytes, found: Answers) -> None:
    began = time.perf_counter()
    status = await client.post(path, token, body)
    if status in {200, 201}:
        found.times.append((time.perf_counter() - began) * 1000)
    else:
        found.failed += 1
