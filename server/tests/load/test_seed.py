"""A seeded tenant is as the product would have written it, and the checker finds what is not."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from chorus.chat.conversations.lists import Filter
from chorus.chat.log.read import LogReader, read_topic
from chorus.chat.search.fill import fill
from chorus.chat.search.queries import page
from chorus.chat.snapshot import read_page
from chorus.core.actor import Actor, ActorKind, Role
from chorus.identity.scopes import OF_ROLE
from chorus.protocol.topics import conversation_for_agents
from chorus.stores import embedded
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres import migrate
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from load.stack.seed import Seeded, seed
from load.verify.database_checker import RULES, WORDS_RULE, check, violations_of
from tests.people import Published

MESSAGES = 3_000
ENTRIES_READ = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'events_by_cursor'"
# Each contradicts one rule.
CORRUPTIONS = {
    "Agent positions of a conversation run from 1 to its head without gaps": (
        "UPDATE conversations SET agent_position = agent_position + 1 WHERE id = $1"
    ),
    "Customer positions of a conversation run from 1 to its head without gaps": (
        "UPDATE events SET customer_position = NULL WHERE conversation_id = $1 AND customer_position = 2"
    ),
    "A message has one event, with its positions and its time": (
        "DELETE FROM events WHERE conversation_id = $1 AND agent_position = 2"
    ),
    "Time does not run backwards within a conversation": (
        "UPDATE messages SET created_at = created_at - interval '1 day' WHERE conversation_id = $1"
        " AND agent_position = 3"
    ),
    "A conversation knows the position of its last message": (
        "UPDATE conversations SET message_position = 1 WHERE id = $1"
    ),
    "The tenant's feed runs from 1 to its head without gaps": (
        "UPDATE tenants SET feed_position = feed_position + 1 FROM conversations c WHERE c.id = $1"
        " AND tenants.id = c.tenant_id"
    ),
    "Messages and conversations belong to a conversation and a customer of the tenant": (
        "UPDATE conversations SET customer_id = gen_random_uuid() WHERE id = $1"
    ),
    "Search has words of existing messages alone": (
        "UPDATE message_words SET is_public = NOT is_public WHERE conversation_id = $1"
    ),
    WORDS_RULE: ("UPDATE message_words SET folded = folded || ' more' WHERE conversation_id = $1"),
}


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[embedded.Postgres]:
    """A PostgreSQL of its own: seeding rebuilds indexes."""
    async with embedded.postgres(tmp_path_factory.mktemp("seed") / "data", is_durable=False) as server:
        await asyncio.to_thread(migrate.upgrade, server.owner_url)
        yield server


@pytest.fixture(scope="module")
async def seeded(server: embedded.Postgres) -> Seeded:
    """A small tenant."""
    return await seed(server, MESSAGES, texts_per_kind=60)


@pytest.fixture
async def app(server: embedded.Postgres) -> AsyncIterator[Database]:
    """The application role's database, under row-level security."""
    database = Database(await connect(server.app_url, size=1), Reactions(), Published())
    yield database
    await database.close()


def agent_of(seeded: Seeded) -> Actor:
    """An agent of the seeded tenant."""
    scopes = OF_ROLE[Role.AGENT]
    return Actor(ActorKind.AGENT, seeded.tenant_id, seeded.agents[0], role=Role.AGENT, scopes=scopes, name="Agent 0")


async def test_a_seeded_tenant_is_consistent(server: embedded.Postgres, seeded: Seeded) -> None:
    assert seeded.messages == MESSAGES
    assert await check(server, seeded.tenant_id) == []


async def test_the_product_lists_finds_and_replays_what_was_seeded(app: Database, seeded: Seeded) -> None:
    agent = agent_of(seeded)
    async with app.transaction(seeded.tenant_id) as tx:
        closed = await read_page(tx, agent, Filter("closed", None, None), cursor=None, limit=50)
        hits = await page(tx, agent, words="warehouse", cursor=None, limit=25)
    first = closed.items[0]
    log = await read_topic(LogReader(app), seeded.tenant_id, conversation_for_agents(first.id), after=0, limit=300)
    assert len(closed.items) == 50
    assert len(hits.items) == 25
    assert all("<mark>" in hit.snippet for hit in hits.items)
    assert [event.position for event in log] == list(range(1, first.position + 1))


async def test_search_looks_for_new_messages_from_its_cursor_on(app: Database, seeded: Seeded) -> None:
    before = await app.pool.fetchval(ENTRIES_READ)
    await fill(app)
    await app.pool.execute("SELECT pg_stat_force_next_flush()")
    # All are indexed: there is nothing behind the cursor, and what is before it is not read again.
    assert await app.pool.fetchval(ENTRIES_READ) == before


@pytest.mark.parametrize("rule", CORRUPTIONS)
async def test_each_broken_rule_is_found(server: embedded.Postgres, seeded: Seeded, rule: str) -> None:
    connection = await asyncpg.connect(server.url("postgres"))
    conversation = await connection.fetchval(
        "SELECT conversation_id FROM events WHERE tenant_id = $1 AND agent_position = 8 LIMIT 1", seeded.tenant_id
    )
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(CORRUPTIONS[rule], conversation)
        found = await violations_of(connection, seeded.tenant_id)
    finally:
        await transaction.rollback()
        await connection.close()
    assert any(violation.startswith(rule) for violation in found), found


def test_every_rule_has_a_tenant_that_breaks_it() -> None:
    assert {*RULES, WORDS_RULE} == CORRUPTIONS.keys()
