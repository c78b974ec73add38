"""The one SELECT of search. The doors (migration 0008) find ids by index; all else is read under the policies."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.customers.queries import matching
from chorus.chat.search.errors import SearchTooBroad
from chorus.chat.search.schemas import Hit
from chorus.chat.search.words import START, STOP, marked, with_prefixes
from chorus.core.actor import Actor
from chorus.core.paging import Page, encode_cursor, time_and_id
from chorus.stores.database import Tx

CUSTOMERS_MAX = 50
HEADLINE = f'StartSel="{START}", StopSel="{STOP}", MaxWords=30, MinWords=12, ShortWord=0'
HITS = """
WITH found AS (
    SELECT id, created_at FROM door_search_messages($2::text::tsquery, $3, $4, $5, $6)
    UNION
    SELECT m.id, m.created_at
    FROM conversations c
    JOIN messages m ON m.conversation_id = c.id AND m.agent_position = c.message_position
    WHERE c.tenant_id = $1 AND c.customer_id = ANY ($7)
      AND ($4::timestamptz IS NULL OR (m.created_at, m.id) < ($4, $5))
), newest AS (
    SELECT id FROM found ORDER BY created_at DESC, id DESC LIMIT $6
)
SELECT m.id, m.conversation_id, m.agent_position, m.customer_position, m.created_at, c.status, u.name,
       ts_headline('public.chorus', translate(m.content, '<>' || $8, '[]'), $2::text::tsquery, $9) AS snippet
FROM newest
JOIN messages m ON m.tenant_id = $1 AND m.id = newest.id
JOIN conversations c ON c.tenant_id = $1 AND c.id = m.conversation_id
JOIN customers u ON u.tenant_id = $1 AND u.id = c.customer_id
WHERE ($3::uuid IS NULL OR c.customer_id = $3 AND m.customer_position IS NOT NULL)
  AND ($10::uuid IS NULL OR c.id = $10)
ORDER BY m.created_at DESC, m.id DESC
"""


async def page(tx: Tx, actor: Actor, *, words: str, cursor: str | None, limit: int) -> Page[Hit]:
    """Users find in all conversations of the tenant, notes too; a customer in their own, what they can see."""
    at, after = time_and_id(cursor)
    try:
        await tx.execute("SET LOCAL statement_timeout = '3s'")
        query = await _query(tx, words)
        customers = [] if actor.is_customer else await matching(tx, words, before=(None, None), limit=CUSTOMERS_MAX)
        rows = await _hits(tx, actor, query, at, after, customers, limit + 1)
    except asyncpg.QueryCanceledError as error:
        raise SearchTooBroad from error
    items = [_hit(actor, row) for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(items, None)
    return Page(items, encode_cursor(items[-1].created_at.isoformat(), str(items[-1].message_id)))


async def _query(tx: Tx, words: str) -> str:
    # What people type (words, "phrases", -not, or) is read by PostgreSQL itself, which refuses nothing.
    return with_prefixes(str(await tx.value("SELECT websearch_to_tsquery('public.chorus', $1)::text", words)), words)


async def _hits(
    tx: Tx,
    actor: Actor,
    query: str,
    at: datetime | None,
    after: UUID | None,
    customers: Sequence[UUID],
    limit: int,
) -> list[asyncpg.Record]:
    only_customer = actor.customer_id if actor.is_customer else None
    return await tx.records(
        HITS,
        actor.tenant_id,
        query,
        only_customer,
        at,
        after,
        limit,
        list(customers),
        START + STOP,
        HEADLINE,
        actor.conversation_id,
    )


def _hit(actor: Actor, row: asyncpg.Record) -> Hit:
    return Hit(
        conversation_id=row["conversation_id"],
        message_id=row["id"],
        position=row["customer_position"] if actor.is_customer else row["agent_position"],
        snippet=marked(row["snippet"]),
        customer_name=row["name"],
        created_at=row["created_at"],
        status=ConversationStatus(row["status"]),
    )
