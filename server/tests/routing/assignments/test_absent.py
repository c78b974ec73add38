"""An agent whose line is gone: what they have waits again after a time, where it stood, once, and told."""

import asyncio
from datetime import timedelta

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.queries import find
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.chat.log.note_poll import note_poll
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.queries import transcript
from chorus.core.actor import Actor, system_of
from chorus.core.clock import now
from chorus.core.ids import ConversationId, TenantId
from chorus.presence.read import Online
from chorus.routing.assignments.absent import ABSENT_AFTER, BLIND_AFTER, requeue_of_absent
from chorus.routing.assignments.accept import accept
from chorus.routing.escalations.queries import queue, queue_position_of, waiting_of
from chorus.stores.postgres.database import Database
from tests import people

NOBODY = Online()
SOON = timedelta(seconds=5)


def online(*agents: Actor) -> Online:
    """These are connected."""
    return Online(frozenset(agent.id for agent in agents))


async def pass_time(database: Database, tenant_id: TenantId, passed: timedelta, *, is_watched: bool = True) -> None:
    """As if so much time had passed since all that happened; a worker looked every few seconds, or none did."""
    async with database.transaction(tenant_id) as tx:
        await tx.execute("UPDATE agent_lines SET seen_at = seen_at - $1::interval", passed)
        await tx.execute("UPDATE live_chat_sessions SET started_at = started_at - $1::interval", passed)
        await tx.execute("UPDATE messages SET created_at = created_at - $1::interval", passed)
        await tx.execute("UPDATE escalations SET created_at = created_at - $1::interval", passed)
        if not is_watched:
            await tx.execute("UPDATE agent_lines SET checked_at = checked_at - $1::interval", passed)


async def status_of(database: Database, conversation: Conversation) -> ConversationStatus:
    """Where it stands now."""
    async with database.transaction(conversation.tenant_id) as tx:
        return (await find(tx, system_of(conversation.tenant_id), conversation.id)).status


async def said_in(database: Database, actor: Actor, conversation_id: ConversationId) -> list[str]:
    """What the customer reads."""
    async with database.transaction(actor.tenant_id) as tx:
        return [message.content for message in await transcript(tx, actor, conversation_id)]


@pytest.fixture
async def conversation(database: Database, acme: TenantId, bao: Actor, ada: Actor) -> Conversation:
    """Ada has it, and was seen to be connected."""
    found = await people.active_conversation(database, bao, ada)
    assert await requeue_of_absent(database, acme, online(ada)) == 0
    return found


async def test_what_an_absent_agent_has_waits_again(
    database: Database, acme: TenantId, bao: Actor, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER - SOON)
    assert await requeue_of_absent(database, acme, NOBODY) == 0
    await pass_time(database, acme, SOON)

    assert await requeue_of_absent(database, acme, NOBODY) == 1

    assert await status_of(database, conversation) is ConversationStatus.WAITING
    assert (await said_in(database, bao, conversation.id))[-1] == (
        "Ada lost the connection. You keep your place in the queue, and a colleague will take over."
    )


async def test_the_customer_keeps_the_place_from_when_they_first_waited(
    database: Database, acme: TenantId, conversation: Conversation
) -> None:
    later = await people.waiting_conversation(database, await people.customer_bao(database, acme, "Mia"))
    await pass_time(database, acme, ABSENT_AFTER)
    async with database.transaction(acme) as tx:
        await tx.execute("UPDATE escalations SET created_at = $2 WHERE conversation_id = $1", later.id, now())

    await requeue_of_absent(database, acme, NOBODY)

    async with database.transaction(acme) as tx:
        assert (await queue_position_of(tx, conversation.id)).place == 1
        assert [found.conversation_id for found in await queue(tx)] == [conversation.id, later.id]
        first = await waiting_of(tx, conversation.id)
    assert first.created_at < now() - ABSENT_AFTER


async def test_the_place_is_kept_a_second_time(
    database: Database, acme: TenantId, ben: Actor, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER)
    await requeue_of_absent(database, acme, NOBODY)
    async with database.transaction(acme) as tx:
        first = (await waiting_of(tx, conversation.id)).created_at
        await accept(tx, ben, conversation.id)
    await requeue_of_absent(database, acme, online(ben))
    await pass_time(database, acme, ABSENT_AFTER)

    assert await requeue_of_absent(database, acme, NOBODY) == 1

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, conversation.id)).created_at == first - ABSENT_AFTER


async def test_who_comes_back_in_time_keeps_it(
    database: Database, acme: TenantId, ada: Actor, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER - SOON)
    assert await requeue_of_absent(database, acme, online(ada)) == 0
    await pass_time(database, acme, SOON)

    assert await requeue_of_absent(database, acme, NOBODY) == 0
    assert await status_of(database, conversation) is ConversationStatus.ACTIVE


async def test_several_workers_send_it_back_once(
    database: Database, acme: TenantId, bao: Actor, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER)

    rounds = await asyncio.gather(*(requeue_of_absent(database, acme, NOBODY) for _ in range(4)))

    assert sorted(rounds) == [0, 0, 0, 1]
    said = await said_in(database, bao, conversation.id)
    assert len([text for text in said if "lost the connection" in text]) == 1


async def test_while_presence_is_approximate_nobody_is_absent_and_then_the_time_begins_anew(
    database: Database, acme: TenantId, conversation: Conversation
) -> None:
    await pass_time(database, acme, 2 * ABSENT_AFTER)
    assert await requeue_of_absent(database, acme, Online(is_approximate=True)) == 0
    assert await requeue_of_absent(database, acme, NOBODY) == 0
    assert await status_of(database, conversation) is ConversationStatus.ACTIVE
    await pass_time(database, acme, ABSENT_AFTER)
    assert await requeue_of_absent(database, acme, NOBODY) == 1


async def test_time_in_which_no_worker_looked_does_not_count(
    database: Database, acme: TenantId, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER + BLIND_AFTER, is_watched=False)
    assert await requeue_of_absent(database, acme, NOBODY) == 0
    await pass_time(database, acme, ABSENT_AFTER)
    assert await requeue_of_absent(database, acme, NOBODY) == 1
    assert await status_of(database, conversation) is ConversationStatus.WAITING


async def test_an_agent_who_polls_for_news_is_there(
    database: Database, acme: TenantId, ada: Actor, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER)
    async with database.transaction(acme) as tx:
        await note_poll(tx, ada)

    assert await requeue_of_absent(database, acme, NOBODY) == 0
    assert await status_of(database, conversation) is ConversationStatus.ACTIVE


async def test_an_agent_who_writes_by_rest_is_there(
    database: Database, acme: TenantId, writer: MessageWriter, ada: Actor, conversation: Conversation
) -> None:
    await pass_time(database, acme, ABSENT_AFTER)
    await people.says(writer, ada, conversation, "One moment")

    assert await requeue_of_absent(database, acme, NOBODY) == 0
    assert await status_of(database, conversation) is ConversationStatus.ACTIVE


async def test_who_never_had_a_line_has_lost_none(database: Database, acme: TenantId, bao: Actor, ben: Actor) -> None:
    by_rest = await people.active_conversation(database, bao, ben)
    assert await requeue_of_absent(database, acme, NOBODY) == 0
    await pass_time(database, acme, 10 * ABSENT_AFTER)

    assert await requeue_of_absent(database, acme, NOBODY) == 0
    assert await status_of(database, by_rest) is ConversationStatus.ACTIVE


async def test_the_tenant_sets_the_time(database: Database, acme: TenantId, conversation: Conversation) -> None:
    async with database.transaction(acme) as tx:
        await tx.execute("UPDATE tenants SET settings = $2 WHERE id = $1", acme, {"absentAgentSeconds": 600})
    await pass_time(database, acme, timedelta(seconds=590))
    assert await requeue_of_absent(database, acme, NOBODY) == 0
    await pass_time(database, acme, timedelta(seconds=10))

    assert await requeue_of_absent(database, acme, NOBODY) == 1
    assert await status_of(database, conversation) is ConversationStatus.WAITING


async def test_what_was_closed_stays_closed_and_others_tenants_keep_theirs(
    database: Database, acme: TenantId, globex: TenantId, bao: Actor, conversation: Conversation
) -> None:
    theirs = await people.active_conversation(
        database, await people.customer_bao(database, globex), await people.agent_ada(database, globex)
    )
    async with database.transaction(acme) as tx:
        await close(tx, bao, conversation.id)
    await pass_time(database, acme, ABSENT_AFTER)

    assert await requeue_of_absent(database, acme, NOBODY) == 0
    assert await status_of(database, conversation) is ConversationStatus.CLOSED
    assert await status_of(database, theirs) is ConversationStatus.ACTIVE
