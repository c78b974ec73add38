"""State, log and jobs change together or not at all."""

import asyncpg
import pytest

from chorus.chat.conversations.create import create
from chorus.chat.conversations.label import label
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.errors import UnavailableError
from chorus.core.ids import TenantId
from chorus.protocol.events.event import Event
from chorus.protocol.topics import conversation_for_agents, tenant_feed
from chorus.stores import embedded
from chorus.stores.jobs.job import Job, Reactions
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published


class Interrupted(Exception):
    """Stands for whatever ends a transaction early."""


async def _jobs(database: Database, task: str) -> list[dict[str, str]]:
    rows = await database.unscoped("SELECT args FROM procrastinate_jobs WHERE task_name = $1 ORDER BY id", task)
    return [row["args"] for row in rows]


async def test_a_rolled_back_transaction_leaves_no_state_no_event_and_no_job(
    database: Database, bao: Actor, published: Published
) -> None:
    async def interrupted() -> None:
        async with database.transaction(bao.tenant_id) as tx:
            await create(tx, bao, customer_id=bao.customer_id, inbox_id=None)
            tx.defer(Job("test.rolled_back"))
            raise Interrupted

    with pytest.raises(Interrupted):
        await interrupted()

    async with database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM conversations") == 0
        assert await tx.value("SELECT count(*) FROM events") == 0
    assert await _jobs(database, "test.rolled_back") == []
    assert published.envelopes == []


async def test_a_database_that_goes_in_the_middle_is_unavailable_and_comes_back(
    database: Database, postgres: embedded.Postgres, acme: TenantId
) -> None:
    async def interrupted() -> None:
        async with database.transaction(acme) as tx:
            pid = await tx.value("SELECT pg_backend_pid()")
            owner = await asyncpg.connect(postgres.admin_url)
            await owner.execute("SELECT pg_terminate_backend($1)", pid)
            await owner.close()
            await tx.value("SELECT 1")

    with pytest.raises(UnavailableError) as refusal:
        await interrupted()

    assert refusal.value.retry_after_seconds
    async with database.transaction(acme) as tx:
        assert await tx.value("SELECT 1") == 1


async def test_an_error_of_somebody_else_within_a_transaction_stays_what_it_is(
    database: Database, acme: TenantId
) -> None:
    async def failing() -> None:
        async with database.transaction(acme):
            raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        await failing()


async def test_a_job_is_there_once_its_transaction_is(database: Database, acme: TenantId) -> None:
    async with database.transaction(acme) as tx:
        tx.defer(Job("test.deferred", {"tenant_id": acme}, lock="one"))

    assert await _jobs(database, "test.deferred") == [{"tenant_id": str(acme)}]


async def test_an_event_causes_the_jobs_of_those_who_react_to_it(database: Database, bao: Actor) -> None:
    def react(event: Event, tenant_id: TenantId) -> list[Job]:
        return [Job("test.reaction", {"tenant_id": tenant_id, "conversation_id": event.conversation_id})]

    reacting = Database(database.pool, Reactions({"conversation.created": (react,)}), database.publish)
    conversation = await people.conversation_with(reacting, bao)

    assert await _jobs(database, "test.reaction") == [
        {"tenant_id": str(bao.tenant_id), "conversation_id": str(conversation.id)}
    ]


async def test_what_is_published_was_committed_before(database: Database, bao: Actor, published: Published) -> None:
    conversation = await people.conversation_with(database, bao)

    assert [found.position for found in published.on(conversation_for_agents(conversation.id))] == [1]
    assert [found.position for found in published.on(tenant_feed(bao.tenant_id))] == [1]


async def test_the_feed_of_a_tenant_has_no_gaps_over_all_its_conversations(
    database: Database, acme: TenantId, published: Published
) -> None:
    for number in range(5):
        await people.waiting_conversation(database, await people.customer_bao(database, acme, f"Bao {number}"))

    assert [found.position for found in published.on(tenant_feed(acme))] == list(range(1, 11))


async def _labelled(database: Database, agent: Actor, conversation: Conversation, name: str) -> None:
    async with database.transaction(agent.tenant_id) as tx:
        await tx.execute(
            "INSERT INTO labels (tenant_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", agent.tenant_id, name
        )
        await label(tx, agent, conversation.id, labels=[name])


async def test_an_event_only_for_agents_takes_no_position_of_the_customer(
    database: Database, bao: Actor, ada: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    await _labelled(database, ada, conversation, "refund")

    async with database.transaction(bao.tenant_id) as tx:
        positions = await tx.records("SELECT agent_position, customer_position FROM conversations")
    assert [tuple(row) for row in positions] == [(2, 1)]
