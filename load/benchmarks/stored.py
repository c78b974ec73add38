"""What stored messages cost: throughput, latency, lists, search and resume on an empty and on a filled database.

Each window measures both, one right after the other, on a fresh stack with the same settings; the ratios are judged.
`--messages` is the size of the filled database, `--data-dir` keeps it for the next run.
"""

import itertools
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import asyncpg

from chorus.chat.search.fill import fill
from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.ids import TenantId
from chorus.identity.scopes import OF_ROLE
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect as create_pool
from load.clients.client_pool import ClientPool, closed_loop, future_clock, send_window
from load.clients.http_client import HttpClient, http_client
from load.clients.light_client import connect
from load.options import RunOptions
from load.report import Metric, Report, percentile
from load.stack.credentials import Party, create_conversations
from load.stack.resource_usage import ResourceUsage
from load.stack.seed import seed, server_of
from load.stack.stack import Stack, running

MESSAGES = 1_000_000
SOCKETS, IN_FLIGHT = 200, 32
RATE = 1_000.0
# In percent of what an empty database takes or gives.
TARGET = 110.0
# Below the 120 searches that an agent may make in a minute.
WARM_UP, REQUESTS, RESUMES = 5, 50, 200
RARE, COMMON = "JO-4711", "delivery"
CONVERSATION_OF_TENANT = """
SELECT c.id, c.assignee_id FROM conversations c WHERE c.tenant_id = $1 AND c.assignee_id IS NOT NULL
ORDER BY hashtext(c.id::text) LIMIT 200
"""
STORED = """
SELECT tenant_id, (SELECT reltuples::bigint FROM pg_class WHERE relname = 'messages') AS messages
FROM conversations WHERE status = 'closed' LIMIT 1
"""


@dataclass(slots=True)
class Measured:
    """Values by name, one entry per window."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Add the value of this window."""
        self.values.setdefault(name, []).append(value)


async def run(options: RunOptions) -> Report:
    """Alternate between both databases."""
    report, empty, filled = Report("stored"), Measured(), Measured()
    async with _filled(options) as (folder, tenant_id, messages):
        for _ in range(options.windows or 5):
            with TemporaryDirectory(prefix="chorus-empty-") as fresh:
                await _measure(empty, Path(fresh), None, options)
            await _measure(filled, folder, tenant_id, options)
    title = f"{messages:,} messages stored"
    for name in empty.values:
        pairs = list(zip(empty.values[name], filled.values[name], strict=True))
        is_rate = name.endswith("/s")
        ratios = [(before / after if is_rate else after / before) * 100 for before, after in pairs]
        report.add(Metric(f"{title}: {name}, of that of an empty database", ratios, "%", TARGET))
    for name, values in filled.values.items():
        before = f"{statistics.median(empty.values[name]):,.2f} → " if name in empty.values else ""
        report.note(f"- {name}: {before}{statistics.median(values):,.2f} ({', '.join(f'{v:,.2f}' for v in values)})")
    return report


@asynccontextmanager
async def _filled(options: RunOptions) -> AsyncIterator[tuple[Path, TenantId, int]]:
    """The filled database: made now, or the one that is in `--data-dir` already."""
    with TemporaryDirectory(prefix="chorus-filled-") as temporary:
        folder = options.data_dir or Path(temporary)
        async with server_of(folder) as server:
            connection = await asyncpg.connect(server.url("postgres"))
            stored = await connection.fetchrow(STORED)
            await connection.close()
            if stored is not None:
                found = TenantId(stored["tenant_id"]), int(stored["messages"])
            else:
                made = await seed(server, options.messages or MESSAGES)
                found = made.tenant_id, made.messages
        yield folder, *found


async def _measure(found: Measured, disk: Path, tenant_id: TenantId | None, options: RunOptions) -> None:
    seconds, sockets = options.seconds or 8.0, options.sockets or SOCKETS
    async with running(disk=disk) as stack:
        pool = ClientPool(stack, await create_conversations(stack.settings, sockets // 2, clock=future_clock()))
        await pool.open()
        try:
            # Searches index what is new, so they come before the messages, and after those of the last window.
            await _index(stack)
            agent = pool.pairs[0].agent
            async with http_client(stack.ports["rest api-1"], 1) as http:
                await _read(found, http, agent, "")
                if tenant_id is not None:
                    await _read(found, http, await _agent_of(stack, agent, tenant_id), ", in the tenant that has them")
            await send_window(pool.clients, pool.stats, options.rate or RATE, seconds)
            found.add("acknowledged P95, ms", percentile(pool.stats.acknowledged.values(), 0.95))
            found.add("delivered P95, ms", percentile(pool.stats.delivered.values(), 0.95))
            await _resume(found, stack, pool)
            await closed_loop(pool.clients, pool.stats, IN_FLIGHT, 2)
            usage = ResourceUsage(stack)
            usage.begin()
            found.add("durable messages/s", await closed_loop(pool.clients, pool.stats, IN_FLIGHT, seconds))
            usage.end(len(pool.stats.acknowledged))
            found.add("PostgreSQL's CPU per message at saturation, µs", usage.microseconds("PostgreSQL"))
        finally:
            pool.close()


async def _index(stack: Stack) -> None:
    """Index every message for search."""

    async def publish(_: object) -> None:
        """Nothing is recorded."""

    database = Database(await create_pool(stack.settings.database_url, size=2), Reactions(), publish)
    try:
        while not await fill(database):
            pass
    finally:
        await database.close()


async def _read(found: Measured, http: HttpClient, party: Party, where: str) -> None:
    token = party.tokens.sign(party.actor).token
    for name, path in {
        "list of open conversations": "/v1/conversations?view=mine&limit=50",
        "list of closed conversations": "/v1/conversations?view=closed&limit=50",
        "messages of a conversation": f"/v1/conversations/{party.conversation_id}/messages?limit=50",
        "search for a rare word": f"/v1/search?q={quote(RARE)}",
        "search for a common word": f"/v1/search?q={COMMON}",
    }.items():
        found.add(f"{name}{where}: median, ms", await _median(http, path, token))


async def _median(http: HttpClient, path: str, token: str) -> float:
    for _ in range(WARM_UP):
        await http.get(path, token)
    times = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        status = await http.get(path, token)
        assert status == 200, f"answered with {status}"
        times.append((time.perf_counter() - began) * 1_000)
    return statistics.median(times)


async def _resume(found: Measured, stack: Stack, pool: ClientPool) -> None:
    """Reconnect one client after the other, each 50 events behind."""
    times = []
    for index in itertools.islice(itertools.cycle(range(len(pool.clients))), RESUMES):
        lost = pool.clients[index]
        lost.close()
        credential = pool.parties[index].credential(stack.gateways[0])
        position = max(0, lost.position - 50)
        client = await connect(credential, pool.stats, position=position, epoch=lost.epoch)
        assert client.is_resumed, "not resumed"
        times.append(client.opening_ms)
        pool.clients[index] = client
    found.add("resume of 50 events: median, ms", statistics.median(times))


async def _agent_of(stack: Stack, like: Party, tenant_id: TenantId) -> Party:
    """An agent of the seeded tenant, with one of their conversations."""
    connection = await asyncpg.connect(stack.postgres.url("postgres"))
    try:
        rows = await connection.fetch(CONVERSATION_OF_TENANT, tenant_id)
    finally:
        await connection.close()
    row = random.choice(rows)
    actor = Actor(
        ActorKind.AGENT, tenant_id, row["assignee_id"], role=Role.AGENT, scopes=OF_ROLE[Role.AGENT], name="Ada"
    )
    return Party(actor, row["id"], like.tokens, like.nonces)
