"""Fill a tenant with conversations, messages, events and search words: `python -m load.stack.seed [--messages N]`.

Works on the data directory of `chorus up`, whether that runs or not, and only on an embedded PostgreSQL: foreign keys
and triggers are skipped and the search indexes rebuilt, which takes a superuser. The data is checked afterwards
(`load/verify/database_checker.py`). Appends while it runs have to wait.
"""

import argparse
import asyncio
import random
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from chorus.core.clock import now
from chorus.core.ids import TenantId, new_id
from chorus.stores import embedded
from chorus.stores.embedded.postgres_server import PostgresSocket, postgres_socket
from chorus.stores.postgres import migrate
from load.stack.corpus import LANGUAGES, Corpus
from load.verify.database_checker import check

AGENTS = 40
TEXTS_PER_KIND = 1_500
CONVERSATIONS_PER_CHUNK = 20_000
MESSAGES_PER_CONVERSATION = 12
# The newest conversations are still open: so many, and of a small tenant a tenth.
OPEN_CONVERSATIONS, OPEN_SHARE = 500, 0.1
HISTORY = timedelta(days=730)
# What a message takes on the disk with its event, its words and all indexes, and as much again for the write-ahead log.
BYTES_PER_MESSAGE = 4_000
SEARCH_INDEXES = ("message_words_by_gram", "message_words_by_part")

TEMPORARY = """
CREATE TEMPORARY TABLE seed_texts (
    number integer PRIMARY KEY, content text, folded text, grams text[], takes_reference boolean
);
CREATE TEMPORARY TABLE seed_conversations (
    id uuid, customer_id uuid, agent_id uuid, agent_name text, session_id uuid, language integer, started timestamptz,
    gap interval, messages integer, is_open boolean, salt integer
);
"""
# A conversation begins with the bot: message 1 to 3. Then an agent has it, and each twentieth message is a note.
# The log: created, three messages, assigned, the other messages, closed. Notes leave no hole in the customer's order.
ROWS = """
CREATE TEMPORARY TABLE seed_rows ON COMMIT DROP AS
SELECT uuidv7(m.at - clock_timestamp()) AS id, m.*, t.content, t.folded, t.grams,
       CASE WHEN t.takes_reference AND m.draw / 8 % 4 = 0 THEN 100000 + m.draw % 900000 END AS reference
FROM (
    SELECT c.id AS conversation_id, c.customer_id, c.agent_id, c.agent_name, k.n, k.draw, k.is_note,
           c.started + k.n * c.gap AS at,
           CASE WHEN k.n IN (1, 3) OR (k.n > 3 AND NOT k.is_note AND k.draw % 2 = 0) THEN 'customer'
                WHEN k.n = 2 OR c.agent_id IS NULL THEN 'bot' ELSE 'agent' END AS role,
           k.n + 1 + (k.n > 3)::integer AS agent_position,
           CASE WHEN NOT k.is_note THEN k.n + 1 + (k.n > 3)::integer - (k.n + 1) / 20 END AS customer_position,
           c.language
    FROM seed_conversations c
    CROSS JOIN LATERAL (
        SELECT n, n % 20 = 19 AS is_note, abs(hashint8(c.salt::bigint * 100000 + n)::bigint) AS draw
        FROM generate_series(1, c.messages) AS n
    ) k
) m
JOIN seed_texts t
    ON t.number = (m.language * 2 + (m.role <> 'customer')::integer) * {per_kind} + m.draw / 64 % {per_kind}
ORDER BY m.at
"""
CHUNK = (
    """
    INSERT INTO customers (id, tenant_id, name, email, language, created_at)
    SELECT customer_id, $1, 'Customer ' || salt, 'customer' || salt || '@seed.example',
           ($2::text[])[language + 1], started
    FROM seed_conversations
    """,
    """
    INSERT INTO conversations (id, tenant_id, customer_id, inbox_id, status, floor, floor_number, assignee_id, language,
                               agent_position, customer_position, message_position, created_at, updated_at,
                               last_message_at, closed_at)
    SELECT id, $1, customer_id, $2,
           CASE WHEN NOT is_open THEN 'closed' WHEN agent_id IS NULL THEN 'bot' ELSE 'active' END,
           CASE WHEN NOT is_open THEN 'nobody' WHEN agent_id IS NULL THEN 'bot' ELSE 'human' END,
           CASE WHEN agent_id IS NULL THEN 1 ELSE 2 END + (NOT is_open)::integer, agent_id,
           ($3::text[])[language + 1],
           messages + 1 + (messages > 3)::integer + (NOT is_open)::integer,
           messages + 1 + (messages > 3)::integer - (messages + 1) / 20 + (NOT is_open)::integer,
           messages + 1 + (messages > 3)::integer,
           started, started + (messages + 1) * gap, started + messages * gap,
           CASE WHEN NOT is_open THEN started + (messages + 1) * gap END
    FROM seed_conversations ORDER BY started
    """,
    """
    INSERT INTO live_chat_sessions (id, conversation_id, tenant_id, agent_id, status, started_at, ended_at)
    SELECT session_id, id, $1, agent_id, CASE WHEN is_open THEN 'active' ELSE 'ended' END, started + 3.5 * gap,
           CASE WHEN NOT is_open THEN started + (messages + 1) * gap END
    FROM seed_conversations WHERE agent_id IS NOT NULL
    """,
    """
    INSERT INTO messages (id, tenant_id, conversation_id, role, author_id, author_name, content, message_type,
                          agent_position, customer_position, created_at)
    SELECT id, $1, conversation_id, role,
           CASE role WHEN 'customer' THEN customer_id WHEN 'agent' THEN agent_id END,
           CASE role WHEN 'customer' THEN '' WHEN 'agent' THEN agent_name ELSE 'Bot' END,
           content || coalesce(' JO-' || reference, ''), CASE WHEN is_note THEN 'note' ELSE 'text' END,
           agent_position, customer_position, at
    FROM seed_rows
    """,
    """
    INSERT INTO events (tenant_id, conversation_id, type, agent_position, customer_position, feed_position, message_id,
                        payload, created_at)
    SELECT $1, conversation_id, type, agent_position, customer_position,
           CASE WHEN message_id IS NULL
                THEN $3::bigint + row_number() OVER (PARTITION BY message_id IS NULL ORDER BY at, agent_position) END,
           message_id, payload, at
    FROM (
        SELECT conversation_id, CASE WHEN is_note THEN 'note.added' ELSE 'message.sent' END AS type, agent_position,
               customer_position, id AS message_id, '{}'::jsonb AS payload, at
        FROM seed_rows
        UNION ALL
        SELECT id, 'conversation.created', 1, 1, NULL, jsonb_build_object(
                   'actor', jsonb_build_object('kind', 'customer', 'id', customer_id, 'name', ''),
                   'inboxId', $2::uuid, 'channel', 'web'), started
        FROM seed_conversations
        UNION ALL
        SELECT id, 'conversation.assigned', 5, 5, NULL, jsonb_build_object(
                   'actor', jsonb_build_object('kind', 'agent', 'id', agent_id, 'name', agent_name),
                   'liveChatSessionId', session_id, 'agentId', agent_id, 'agentName', agent_name), started + 3.5 * gap
        FROM seed_conversations WHERE agent_id IS NOT NULL
        UNION ALL
        SELECT id, 'conversation.closed', messages + 2 + (messages > 3)::integer,
               messages + 2 + (messages > 3)::integer - (messages + 1) / 20, NULL, jsonb_build_object(
                   'actor', jsonb_build_object('kind', 'customer', 'id', customer_id, 'name', '')),
               started + (messages + 1) * gap
        FROM seed_conversations WHERE NOT is_open
    ) e ORDER BY at, agent_position
    """,
    """
    INSERT INTO message_words (tenant_id, message_id, conversation_id, is_public, created_at, folded, grams)
    SELECT $1, id, conversation_id, customer_position IS NOT NULL, at,
           folded || coalesce(E' jo\\x1f' || reference, ''),
           CASE WHEN reference IS NULL THEN grams
                ELSE (SELECT array_agg(DISTINCT g COLLATE "C" ORDER BY g COLLATE "C")
                      FROM unnest(grams || ARRAY['^jo', '^' || left(reference::text, 2)]) AS g) END
    FROM seed_rows
    """,
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made."""

    tenant_id: TenantId
    agents: Sequence[UUID]
    conversations: int
    messages: int
    seconds: float


@dataclass(slots=True)
class Plan:
    """Draws the conversations of a tenant, oldest first, until they have enough messages."""

    messages: int
    agents: Sequence[UUID]
    begins: datetime
    chance: random.Random
    made: int = 0
    planned: int = 0

    @property
    def closed_messages(self) -> int:
        """How many messages are in closed conversations."""
        return self.messages - int(min(OPEN_CONVERSATIONS * MESSAGES_PER_CONVERSATION, OPEN_SHARE * self.messages))

    @property
    def conversations(self) -> int:
        """About how many there will be."""
        return max(1, self.messages // MESSAGES_PER_CONVERSATION)

    def chunk(self) -> list[tuple[object, ...]]:
        """Return the next rows of `seed_conversations`; none when all messages are planned."""
        rows: list[tuple[object, ...]] = []
        while len(rows) < CONVERSATIONS_PER_CHUNK and self.planned < self.messages:
            rows.append(self._conversation())
        return rows

    def _conversation(self) -> tuple[object, ...]:
        chance = self.chance
        count = min(3 + int(chance.expovariate(1 / (MESSAGES_PER_CONVERSATION - 3))), self.messages - self.planned, 400)
        number = chance.randrange(len(self.agents))
        has_agent = count > 3
        started = self.begins + HISTORY * min(1.0, self.made / self.conversations) + timedelta(seconds=chance.random())
        self.made += 1
        self.planned += count
        [language] = chance.choices(range(len(LANGUAGES)), list(LANGUAGES.values()))
        return (
            _id_at(started, chance),
            _id_at(started, chance),
            self.agents[number] if has_agent else None,
            f"Agent {number}" if has_agent else None,
            _id_at(started, chance),
            language,
            started,
            timedelta(seconds=chance.uniform(2, 90)),
            count,
            self.planned > self.closed_messages,
            self.made,
        )


def _id_at(moment: datetime, chance: random.Random) -> UUID:
    """Return a UUIDv7 of a moment."""
    milliseconds = int(moment.timestamp() * 1_000)
    return UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))


async def seed(
    server: PostgresSocket, messages: int, *, seed_number: int = 1, texts_per_kind: int = TEXTS_PER_KIND
) -> Seeded:
    """Make a tenant with `messages` messages in one transaction. Raises `OSError` where the disk is too small."""
    began = time.monotonic()
    connection = await asyncpg.connect(server.url("postgres"), command_timeout=3_600)
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute("SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '256MB'")
            await connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
            await connection.execute("LOCK TABLE message_words IN ACCESS EXCLUSIVE MODE")
            found = await _fill(connection, messages, seed_number, texts_per_kind)
        await connection.execute("VACUUM (ANALYZE) conversations, messages, events, message_words, customers")
    finally:
        await connection.close()
    tenant_id, agents, plan = found
    return Seeded(tenant_id, agents, plan.made, plan.planned, time.monotonic() - began)


async def _fill(
    connection: "asyncpg.Connection[asyncpg.Record]", messages: int, seed_number: int, texts_per_kind: int
) -> tuple[TenantId, list[UUID], Plan]:
    definitions = [await connection.fetchval("SELECT pg_get_indexdef($1::regclass)", name) for name in SEARCH_INDEXES]
    # The cursor of search may only pass what is indexed; what was behind it stays so.
    is_search_complete = await connection.fetchval(
        "SELECT event_id >= (SELECT coalesce(max(id), 0) FROM events) FROM search_cursor"
    )
    for name in SEARCH_INDEXES:
        await connection.execute(f"DROP INDEX {name}")
    tenant_id, inbox_id, agents = await _tenant(connection)
    await connection.execute(TEMPORARY)
    texts = Corpus(seed_number).texts(texts_per_kind)
    await connection.copy_records_to_table(
        "seed_texts",
        records=[(n, t.content, t.folded, t.grams, t.takes_reference) for n, t in enumerate(texts)],
    )
    await connection.execute("ANALYZE seed_texts")
    plan = Plan(messages, agents, now() - HISTORY - timedelta(days=1), random.Random(seed_number))
    feed_position = 0
    while rows := plan.chunk():
        began = time.monotonic()
        await connection.execute("TRUNCATE seed_conversations; DROP TABLE IF EXISTS seed_rows")
        await connection.copy_records_to_table("seed_conversations", records=rows)
        await connection.execute("ANALYZE seed_conversations")
        await connection.execute(ROWS.format(per_kind=texts_per_kind))
        languages = list(LANGUAGES)
        for statement, arguments in zip(
            CHUNK, ((languages,), (inbox_id, languages), (), (), (inbox_id, feed_position), ()), strict=True
        ):
            await connection.execute(statement, tenant_id, *arguments)
        feed_position = await connection.fetchval(
            "SELECT $1::bigint + sum(1 + (agent_id IS NOT NULL)::integer + (NOT is_open)::integer)"
            " FROM seed_conversations",
            feed_position,
        )
        print(f"{plan.planned:,} messages ({time.monotonic() - began:.1f} s for the last chunk)", flush=True)
    await connection.execute("UPDATE tenants SET feed_position = $2 WHERE id = $1", tenant_id, feed_position)
    began = time.monotonic()
    for definition in definitions:
        await connection.execute(definition)
    await connection.execute(
        "ALTER INDEX message_words_by_part ALTER COLUMN 1 SET STATISTICS 500"
    )  # as the migration sets it; it goes with the index
    print(f"search indexes built in {time.monotonic() - began:.1f} s", flush=True)
    if is_search_complete:
        await connection.execute(
            "UPDATE search_cursor SET txid = pg_current_xact_id(), event_id = (SELECT max(id) FROM events)"
        )
    return tenant_id, agents, plan


async def _tenant(connection: "asyncpg.Connection[asyncpg.Record]") -> tuple[TenantId, UUID, list[UUID]]:
    tenant_id, inbox_id, agents = TenantId(new_id()), new_id(), [new_id() for _ in range(AGENTS)]
    await connection.execute(
        "INSERT INTO tenants (id, name, slug) VALUES ($1, 'Seeded', $2)", tenant_id, f"seed-{tenant_id.hex[-12:]}"
    )
    await connection.execute(
        "INSERT INTO inboxes (id, tenant_id, channel, name) VALUES ($1, $2, 'web', 'Seeded')", inbox_id, tenant_id
    )
    await connection.executemany(
        "INSERT INTO users (id, tenant_id, email, name) VALUES ($1, $2, $3, $4)",
        [(agent, tenant_id, f"agent{n}@{tenant_id.hex}.example", f"Agent {n}") for n, agent in enumerate(agents)],
    )
    return tenant_id, inbox_id, agents


@asynccontextmanager
async def server_of(data_dir: Path) -> AsyncIterator[PostgresSocket]:
    """The PostgreSQL of a data directory: the one that runs, or one that is started and migrated for now."""
    running = postgres_socket(data_dir)
    if running.is_there:
        yield running
        return
    async with embedded.postgres(data_dir) as started:
        await asyncio.to_thread(migrate.upgrade, started.owner_url)
        yield started


async def main(data_dir: Path, messages: int) -> bool:
    """Seed, check, and return whether everything is consistent."""
    free = shutil.disk_usage(data_dir if data_dir.exists() else data_dir.absolute().parent).free
    if free < messages * BYTES_PER_MESSAGE:
        needed, there = messages * BYTES_PER_MESSAGE / 1e9, free / 1e9
        print(f"{messages:,} messages may take {needed:.0f} GB; {data_dir} has {there:.0f} GB free.", file=sys.stderr)
        return False
    async with server_of(data_dir) as server:
        found = await seed(server, messages)
        print(f"tenant {found.tenant_id}: {found.messages:,} messages in {found.conversations:,} conversations,")
        print(f"{found.seconds:.0f} s, {found.messages / found.seconds:,.0f} messages/s")
        began = time.monotonic()
        violations = await check(server, found.tenant_id)
        print(f"checked in {time.monotonic() - began:.0f} s: {len(violations)} violations", *violations, sep="\n- ")
    return not violations


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    given = parser.parse_args()
    sys.exit(0 if asyncio.run(main(given.data_dir, given.messages)) else 1)
