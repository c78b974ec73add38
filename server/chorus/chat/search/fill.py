"""Fill what search looks in, soon after messages are written: by whoever searches, and by the worker."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
import structlog

from chorus.chat.search.fold import folded, grams_of
from chorus.core.errors import ChorusError
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)

BATCH_MAX = 200
# A search fills in so much by itself; behind more, the worker is at it.
BATCHES_BY_SEARCH = 5
PAUSE_SECONDS = 1.0
# Whoever writes comes first: of a long way, a third of the time at most is spent on it.
REST_SECONDS = 0.1
MISSING = "SELECT * FROM lookup_messages_without_words($1)"
CONTENTS = """
SELECT tenant_id, id, conversation_id, customer_position IS NOT NULL AS is_public, created_at, content
FROM messages WHERE tenant_id = ANY ($1) AND id = ANY ($2)
"""
INSERT = """
INSERT INTO message_words (tenant_id, message_id, conversation_id, is_public, created_at, folded, grams)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""


async def fill(database: Database, *, batches: int = BATCHES_BY_SEARCH) -> bool:
    """Put in what is missing, up to so many batches; whether that is all."""
    for _ in range(batches):
        if await _fill_batch(database) < BATCH_MAX:
            return True
    return False


async def _fill_batch(database: Database) -> int:
    """Fill one batch. Return how many events the cursor advanced."""
    rows = await database.unscoped(MISSING, BATCH_MAX)
    missing = {row["message_id"]: row["tenant_id"] for row in rows if row["message_id"] is not None}
    places = [(int(row["txid"]), row["event_id"]) for row in rows if row["txid"] is not None]
    if missing:
        await _put_in(database, missing)
    if places:
        txid, event_id = max(places)
        await database.unscoped("SELECT move_search_cursor($1, $2)", str(txid), event_id)
    return len(places)


async def _put_in(database: Database, missing: Mapping[UUID, UUID]) -> None:
    tenants = set(missing.values())
    try:
        async with database.across(tenants) as connection:
            found = await connection.fetch(CONTENTS, list(tenants), list(missing))
            words = await asyncio.to_thread(_words_of, [row["content"] for row in found])
            await connection.executemany(INSERT, [(*row[:5], *words[place]) for place, row in enumerate(found)])
    except asyncpg.ForeignKeyViolationError:
        # One was erased meanwhile; the others are in with the next round.
        log.info("search.erased_meanwhile")


def _words_of(contents: Sequence[str]) -> list[tuple[str, list[str]]]:
    folds = [folded(content) for content in contents]
    return [(fold, sorted(grams_of(fold))) for fold in folds]


async def keep_filling(database: Database) -> None:
    """Fill the index for as long as the worker runs."""
    while True:
        try:
            is_all = await fill(database, batches=1)
        except ChorusError as error:
            log.warning("search.not_filled", code=error.code)
            is_all = True
        except Exception:
            log.exception("search.not_filled")
            is_all = True
        await asyncio.sleep(PAUSE_SECONDS if is_all else REST_SECONDS)
