"""Lists of conversations: their order, their pages, their counts, and that an index finds each of them."""

from datetime import datetime
from typing import Any

import psycopg
import pytest

from chorus.chat.conversations import lists
from chorus.chat.conversations.lists import VIEWS, Filter
from chorus.chat.snapshot import read_page
from chorus.core.actor import Actor
from chorus.core.ids import CustomerId, TenantId
from chorus.stores import embedded
from chorus.stores.postgres.database import Database
from tests import people

MANY = 4_000
LABELS = (None, "common", "rare", "never")
# One open conversation in four; statuses, labels and times differ so that no two views agree.
SEED = """
WITH made AS (
    INSERT INTO customers (tenant_id, name) SELECT $1, 'Customer ' || n FROM generate_series(1, $2) n RETURNING id
), numbered AS (SELECT id, row_number() OVER () AS n FROM made), opened AS (
    INSERT INTO conversations (tenant_id, customer_id, status, floor, assignee_id, labels, created_at, updated_at,
                               closed_at)
    SELECT $1, id, CASE WHEN n % 4 > 0 THEN 'closed' WHEN n % 3 = 0 THEN 'waiting' ELSE 'active' END,
           CASE WHEN n % 4 = 0 AND n % 3 > 0 THEN 'human' ELSE 'nobody' END,
           CASE WHEN n % 8 = 0 AND n % 3 > 0 THEN $3::uuid END,
           CASE WHEN n % 100 = 0 OR n % 101 = 0 THEN '{rare}' WHEN n % 5 < 2 THEN '{common}' ELSE '{}' END::text[],
           now() - n * interval '1 minute', now() - (n * 7 % 1009) * interval '1 minute',
           CASE WHEN n % 4 > 0 THEN now() - (n * 3 % 1013) * interval '1 minute' END
    FROM numbered RETURNING id, status, created_at
), said AS (
    INSERT INTO messages (tenant_id, conversation_id, role, content, agent_position)
    SELECT $1, id, 'customer', 'Hello', 0 FROM opened
)
INSERT INTO escalations (tenant_id, conversation_id, reason, requested_by, created_at, offered_to, offer_expires_at)
SELECT $1, id, 'requested', 'customer', created_at, CASE WHEN n % 3 = 0 THEN $3::uuid END,
       CASE WHEN n % 3 = 0 THEN now() END
FROM (SELECT *, row_number() OVER () AS n FROM opened WHERE status = 'waiting') waiting
"""


async def seed(database: Database, ada: Actor, number: int) -> None:
    """So many conversations, of a customer each."""
    async with database.transaction(ada.tenant_id) as tx:
        await tx.execute(SEED, ada.tenant_id, number, ada.id)


async def everything(database: Database, actor: Actor, wanted: Filter, *, limit: int = 50) -> list[dict[str, Any]]:
    """A view, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        async with database.transaction(actor.tenant_id) as tx:
            page = await read_page(tx, actor, wanted, cursor=cursor, limit=limit)
        assert (page.count is not None) == (cursor is None)
        found += [item.model_dump() for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


async def count(database: Database, actor: Actor, wanted: Filter) -> int:
    """As the console shows it."""
    async with database.transaction(actor.tenant_id) as tx:
        return await lists.count(tx, actor, wanted)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("view", VIEWS)
async def test_pages_hold_each_conversation_of_a_view_once_and_its_count_is_theirs(
    database: Database, ada: Actor, view: str, label: str | None
) -> None:
    await seed(database, ada, 120)
    wanted = Filter(view, label=label)

    found = await everything(database, ada, wanted, limit=7)

    world = await everything(database, ada, Filter("all"))
    expected = {one["id"] for one in world if belongs(one, view, ada) and (label is None or label in one["labels"])}
    assert len(found) == len(expected) == await count(database, ada, wanted)
    assert {one["id"] for one in found} == expected
    times = [time_of(one, view) for one in found]
    assert times == sorted(times, reverse=not VIEWS[view].is_oldest_first)


def belongs(one: dict[str, Any], view: str, ada: Actor) -> bool:
    """Whether a view has the conversation."""
    if view == "queue":
        return bool(one["status"] == "waiting")
    if view == "offered":
        return bool(one["status"] == "waiting" and one["escalation"]["offered_to"] == ada.id)
    if view == "mine":
        return bool(one["status"] != "closed" and (one["assignee"] or {}).get("id") == ada.id)
    if view == "all":
        return True
    return bool((one["status"] == "closed") == (view == "closed"))


def time_of(one: dict[str, Any], view: str) -> datetime:
    """What the view is ordered by."""
    if VIEWS[view].is_oldest_first:
        found: datetime = one["escalation"]["since"]
        return found
    found = one[{"closed": "closed_at", "all": "created_at"}.get(view, "updated_at")]
    return found


async def test_a_count_stops_where_it_says_999_plus(
    database: Database, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(database, ada, 40)
    assert await count(database, ada, Filter("all")) == 40

    monkeypatch.setattr(lists, "COUNT_MAX", 12)

    assert await count(database, ada, Filter("all")) == 12
    assert await count(database, ada, Filter("all", label="common")) == 12


async def test_a_customer_lists_and_counts_their_own(database: Database, ada: Actor, bao: Actor) -> None:
    await seed(database, ada, 8)
    conversation = await people.waiting_conversation(database, bao)

    for view in ("queue", "open", "all"):
        assert [one["id"] for one in await everything(database, bao, Filter(view))] == [conversation.id]
        assert await count(database, bao, Filter(view)) == 1
        assert await count(database, ada, Filter(view, CustomerId(bao.id))) == 1
    assert await count(database, bao, Filter("closed", label="common")) == 0


async def test_labels_of_another_tenant_are_neither_listed_nor_counted(
    database: Database, ada: Actor, globex: TenantId
) -> None:
    await seed(database, ada, 40)
    theirs = await people.agent_ada(database, globex)

    assert await everything(database, theirs, Filter("all", label="common")) == []
    assert await count(database, theirs, Filter("closed", label="common")) == 0
    assert await database.unscoped("SELECT * FROM conversations_by_label('common', false, NULL, NULL, 9)") == []


async def test_an_index_finds_each_list_and_each_count(
    database: Database, postgres: embedded.Postgres, ada: Actor
) -> None:
    await seed(database, ada, MANY)
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("ANALYZE conversations, escalations, customers, messages")
    async with database.transaction(ada.tenant_id) as tx:
        somebody = CustomerId(await tx.value("SELECT id FROM customers LIMIT 1"))

    for view in VIEWS:
        for label in LABELS:
            for customer_id in (None, somebody):
                async with database.transaction(ada.tenant_id) as tx:
                    before = await scanned(tx.records)
                    wanted = Filter(view, customer_id, label)
                    first = await read_page(tx, ada, wanted, limit=5)
                    if first.next_cursor:
                        await read_page(tx, ada, wanted, cursor=first.next_cursor, limit=5)
                    assert await scanned(tx.records) == before, (view, label, customer_id)


async def scanned(records: Any) -> dict[str, int]:
    """How often this transaction read a whole table of those that grow."""
    rows = await records(
        "SELECT relname, seq_scan FROM pg_stat_xact_user_tables"
        " WHERE relname IN ('conversations', 'escalations', 'customers', 'messages')"
    )
    return {row["relname"]: row["seq_scan"] for row in rows}
