"""Checks what the database holds of one tenant: positions, the log, the feed, and what search knows."""

from collections.abc import Sequence

import asyncpg

from chorus.chat.search.fold import folded, grams_of
from chorus.core.ids import TenantId
from chorus.stores.embedded.postgres_server import PostgresSocket

SAMPLE = 2_000
# Each returns the number of rows that contradict the sentence.
RULES = {
    "Agent positions of a conversation run from 1 to its head without gaps": """
        SELECT count(*) FROM conversations c LEFT JOIN (
            SELECT conversation_id, count(*) AS events, min(agent_position) AS low, max(agent_position) AS high
            FROM events WHERE tenant_id = $1 AND conversation_id IS NOT NULL GROUP BY conversation_id) e
        ON e.conversation_id = c.id
        WHERE c.tenant_id = $1 AND NOT (coalesce(e.events, 0) = c.agent_position
            AND coalesce(e.high, 0) = c.agent_position AND coalesce(e.low, 1) = 1)
    """,
    "Customer positions of a conversation run from 1 to its head without gaps": """
        SELECT count(*) FROM conversations c LEFT JOIN (
            SELECT conversation_id, count(DISTINCT customer_position) AS seen, count(customer_position) AS events,
                   min(customer_position) AS low, max(customer_position) AS high
            FROM events WHERE tenant_id = $1 AND conversation_id IS NOT NULL GROUP BY conversation_id) e
        ON e.conversation_id = c.id
        WHERE c.tenant_id = $1 AND NOT (coalesce(e.events, 0) = c.customer_position
            AND coalesce(e.seen, 0) = c.customer_position
            AND coalesce(e.high, 0) = c.customer_position AND coalesce(e.low, 1) = 1)
    """,
    "A message has one event, with its positions and its time": """
        SELECT count(*) FROM messages m FULL JOIN (
            SELECT * FROM events WHERE tenant_id = $1 AND type IN ('message.sent', 'note.added')) e
        ON e.message_id = m.id
        WHERE coalesce(m.tenant_id, e.tenant_id) = $1 AND (
            m.id IS NULL OR e.id IS NULL OR m.conversation_id <> e.conversation_id
            OR m.agent_position <> e.agent_position OR m.customer_position IS DISTINCT FROM e.customer_position
            OR (m.message_type = 'note') <> (e.type = 'note.added') OR m.created_at <> e.created_at)
    """,
    "Time does not run backwards within a conversation": """
        SELECT count(*) FROM (
            SELECT created_at < lag(created_at) OVER (PARTITION BY conversation_id ORDER BY agent_position) AS is_wrong
            FROM messages WHERE tenant_id = $1) m
        WHERE is_wrong
    """,
    "A conversation knows the position of its last message": """
        SELECT count(*) FROM conversations c LEFT JOIN messages m
        ON m.conversation_id = c.id AND m.agent_position = c.message_position
        WHERE c.tenant_id = $1 AND c.message_position > 0 AND (m.id IS NULL OR m.created_at <> c.last_message_at)
    """,
    "The tenant's feed runs from 1 to its head without gaps": """
        SELECT count(*) FROM tenants t LEFT JOIN (
            SELECT count(*) AS events, max(feed_position) AS high FROM events
            WHERE tenant_id = $1 AND feed_position IS NOT NULL) e ON true
        WHERE t.id = $1 AND NOT (e.events = t.feed_position AND coalesce(e.high, 0) = t.feed_position)
    """,
    "Messages and conversations belong to a conversation and a customer of the tenant": """
        SELECT (SELECT count(*) FROM messages m LEFT JOIN conversations c
                ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id WHERE m.tenant_id = $1 AND c.id IS NULL)
             + (SELECT count(*) FROM conversations c LEFT JOIN customers u
                ON u.tenant_id = c.tenant_id AND u.id = c.customer_id WHERE c.tenant_id = $1 AND u.id IS NULL)
    """,
    "Search has words of existing messages alone": """
        SELECT count(*) FROM message_words w LEFT JOIN messages m ON m.tenant_id = w.tenant_id AND m.id = w.message_id
        WHERE w.tenant_id = $1 AND (m.id IS NULL OR w.conversation_id <> m.conversation_id
            OR w.created_at <> m.created_at OR w.is_public <> (m.customer_position IS NOT NULL))
    """,
}
WORDS_RULE = "Search knows a message as the product folds it"
WORDS = """
SELECT m.content, w.folded, w.grams
FROM (SELECT * FROM messages WHERE tenant_id = $1 ORDER BY hashtext(id::text) LIMIT $2) m
LEFT JOIN message_words w ON w.tenant_id = m.tenant_id AND w.message_id = m.id
"""


async def check(server: PostgresSocket, tenant_id: TenantId) -> Sequence[str]:
    """Return what is wrong with a tenant of which search has indexed every message, one sentence each."""
    connection = await asyncpg.connect(server.url("postgres"), command_timeout=3_600)
    try:
        await connection.execute("SET work_mem = '256MB'")
        return await violations_of(connection, tenant_id)
    finally:
        await connection.close()


async def violations_of(connection: "asyncpg.Connection[asyncpg.Record]", tenant_id: TenantId) -> Sequence[str]:
    """As `check`, in a connection that sees all rows."""
    violations = []
    for rule, query in RULES.items():
        count = await connection.fetchval(query, tenant_id)
        if count:
            violations.append(f"{rule}: {count:,} contradict it")
    rows = await connection.fetch(WORDS, tenant_id, SAMPLE)
    wrong = sum(not _is_indexed(row["content"], row["folded"], row["grams"]) for row in rows)
    if wrong:
        violations.append(f"{WORDS_RULE}: {wrong} of {len(rows)} are other")
    return violations


def _is_indexed(content: str, fold: str | None, grams: Sequence[str] | None) -> bool:
    return fold == folded(content) and sorted(grams or ()) == sorted(grams_of(folded(content)))
