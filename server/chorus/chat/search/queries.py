"""The SELECT of search. SQL functions find ids by index; all else is read under the policies."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.customers.queries import matching
from chorus.chat.search.errors import SearchTooBroad
from chorus.chat.search.schemas import Hit
from chorus.chat.search.words import Wanted, snippet_of, wanted_of
from chorus.core.actor import Actor
from chorus.core.paging import Page, encode_cursor, time_and_id
from chorus.stores.postgres.database import Tx

CUSTOMERS_MAX = 50
HITS = """
WITH found AS (
    SELECT id, created_at FROM search_messages($2, $3, $4, $5, $6) WHERE $2::jsonb <> '[]'
    UNION
    SELECT m.id, m.created_at
    FROM conversations c
    JOIN messages m ON m.conversation_id = c.id AND m.agent_position = c.message_position
    WHERE c.tenant_id = $1 AND c.customer_id = ANY ($7)
      AND ($4::timestamptz IS NULL OR (m.created_at, m.id) < ($4, $5))
), newest AS (
    SELECT id FROM found ORDER BY created_at DESC, id DESC LIMIT $6
)
SELECT m.id, m.conversation_id, m.agent_position, m.customer_position, m.created_at, m.content, c.status,
       u.id AS customer_id, u.name
FROM newest
JOIN messages m ON m.tenant_id = $1 AND m.id = newest.id
JOIN conversations c ON c.tenant_id = $1 AND c.id = m.conversation_id
JOIN customers u ON u.tenant_id = $1 AND u.id = c.customer_id
WHERE ($3::uuid IS NULL OR c.customer_id = $3 AND m.customer_position IS NOT NULL)
  AND ($8::uuid IS NULL OR c.id = $8)
ORDER BY m.created_at DESC, m.id DESC
"""


async def page(tx: Tx, actor: Actor, *, words: str, cursor: str | None, limit: int) -> Page[Hit]:
    """Search. Users find messages and notes of all conversations of the tenant, customers their own visible messages.

    .

    Raises:
        SearchTooBroad: If the search takes too long.
    """
    at, after = time_and_id(cursor)
    wanted = wanted_of(words)
    try:
        await tx.execute("SET LOCAL statement_timeout = '3s'")
        customers = [] if actor.is_customer else await matching(tx, words, before=(None, None), limit=CUSTOMERS_MAX)
        rows = await _hits(tx, actor, wanted, at, after, customers, limit + 1)
    except asyncpg.QueryCanceledError as error:
        raise SearchTooBroad from error
    items = [_hit(actor, wanted, row) for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(items, None)
    return Page(items, encode_cursor(items[-1].created_at.isoformat(), str(items[-1].message_id)))


async def _hits(
    tx: Tx,
    actor: Actor,
    wanted: Wanted,
    at: datetime | None,
    after: UUID | None,
    customers: Sequence[UUID],
    limit: int,
) -> list[asyncpg.Record]:
    only_customer = actor.customer_id if actor.is_customer else None
    return await tx.records(
        HITS,
        actor.tenant_id,
        wanted.as_json(),
        only_customer,
        at,
        after,
        limit,
        list(customers),
        actor.conversation_id,
    )


def _hit(actor: Actor, wanted: Wanted, row: asyncpg.Record) -> Hit:
    return Hit(
        conversation_id=row["conversation_id"],
        message_id=row["id"],
        position=row["customer_position"] if actor.is_customer else row["agent_position"],
        snippet=snippet_of(row["content"], wanted),
        customer_id=row["customer_id"],
        customer_name=row["name"],
        created_at=row["created_at"],
        status=ConversationStatus(row["status"]),
    )
