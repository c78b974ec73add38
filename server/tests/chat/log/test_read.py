"""Replay gives exactly what was published, or says that it cannot."""

import asyncio
import json
from datetime import timedelta

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.conversations.rate import rate
from chorus.chat.conversations.table import Conversation
from chorus.chat.log.read import READ, REPLAY_MAX, LogReader, read_heads, read_missed, read_topic
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say_as_bot
from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer, tenant_feed
from chorus.routing.assignments.accept import accept
from chorus.routing.escalations.escalate import escalate
from chorus.routing.escalations.offer import offer
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published, says

THIRTY_SECONDS = timedelta(seconds=30)


async def _story(database: Database, writer: MessageWriter, bao: Actor, ada: Actor) -> Conversation:
    conversation = await people.conversation_with(database, bao)
    await says(writer, bao, conversation, "Where is my order?")
    await say_as_bot(writer, bao.tenant_id, conversation.id, content="Let me see.", floor_number=1)
    async with database.transaction(bao.tenant_id) as tx:
        await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED, detail="asked")
        await offer(tx, conversation.id, candidates=[ada.user_id], timeout=THIRTY_SECONDS, capacity=5)
    async with database.transaction(bao.tenant_id) as tx:
        await accept(tx, ada, conversation.id)
    await says(writer, ada, conversation, "Hello, I am Ada.")
    async with database.transaction(bao.tenant_id) as tx:
        await acknowledge(tx, bao, conversation.id, read=99)
        await close(tx, ada, conversation.id)
    async with database.transaction(bao.tenant_id) as tx:
        await rate(tx, bao, conversation.id, score=5)
    await asyncio.sleep(0)
    return conversation


async def test_replay_is_byte_for_byte_what_was_published(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, published: Published
) -> None:
    conversation = await _story(database, writer, bao, ada)
    await writer.stop()

    for topic, conversation_id, customer_id in (
        (conversation_for_agents(conversation.id), conversation.id, None),
        (conversation_for_customer(conversation.id), conversation.id, bao.customer_id),
        (tenant_feed(bao.tenant_id), None, None),
    ):
        missed = await read_missed(
            LogReader(database), bao.tenant_id, conversation_id=conversation_id, customer_id=customer_id, after=0
        )
        live = sorted(published.on(topic), key=lambda found: found.position)
        assert list(missed.replay) == live
        assert [found.position for found in missed.replay] == list(range(1, len(live) + 1))
        assert await read_topic(LogReader(database), bao.tenant_id, topic, after=0, limit=99) == live


async def test_the_customer_is_not_told_why_it_was_escalated(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await _story(database, writer, bao, ada)
    missed = await read_missed(
        LogReader(database), bao.tenant_id, conversation_id=conversation.id, customer_id=bao.customer_id, after=0
    )

    escalated = next(found.body for found in missed.replay if b'"conversation.escalated"' in found.body)
    assert b"reason" not in escalated
    assert b"evidence" not in escalated


@pytest.mark.parametrize("after", [0, 1, 7, 11])
async def test_a_reader_gets_exactly_what_it_missed(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, after: int
) -> None:
    conversation = await _story(database, writer, bao, ada)
    missed = await read_missed(LogReader(database), bao.tenant_id, conversation_id=conversation.id, after=after)

    assert [found.position for found in missed.replay] == list(range(after + 1, missed.position + 1))


async def test_another_epoch_a_future_position_and_a_long_gap_are_answered_with_resync(
    database: Database, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    await asyncio.gather(*(says(writer, bao, conversation, f"{number}") for number in range(REPLAY_MAX + 1)))
    read = dict(log=LogReader(database), tenant_id=bao.tenant_id, conversation_id=conversation.id)

    assert (await read_missed(**read, after=1, epoch="another")).resync == "epoch"  # type: ignore[arg-type]
    assert (await read_missed(**read, after=10_000)).resync == "ahead"  # type: ignore[arg-type]
    assert (await read_missed(**read, after=0)).resync == "too_far"  # type: ignore[arg-type]
    assert len((await read_missed(**read, after=2)).replay) == REPLAY_MAX  # type: ignore[arg-type]


async def test_a_foreign_conversation_is_not_found(
    database: Database, bao: Actor, acme: TenantId, globex: TenantId
) -> None:
    conversation = await people.conversation_with(database, bao)
    cy = await people.customer_bao(database, acme, "Cy")

    with pytest.raises(ConversationNotFound):
        await read_missed(LogReader(database), globex, conversation_id=conversation.id, after=0)
    with pytest.raises(ConversationNotFound):
        await read_missed(
            LogReader(database), acme, conversation_id=conversation.id, customer_id=cy.customer_id, after=0
        )


async def test_readers_of_many_tenants_who_come_at_once_get_theirs_and_no_more(
    database: Database, writer: MessageWriter, acme: TenantId, globex: TenantId
) -> None:
    log = LogReader(database)
    crowd = [await people.customer_bao(database, tenant, f"Cy {n}") for tenant in (acme, globex) for n in range(20)]
    theirs = [(who, await people.conversation_with(database, who)) for who in crowd]
    for number, (who, conversation) in enumerate(theirs):
        for text in range(number % 3):
            await says(writer, who, conversation, f"{number}, {text}")
    foreign = [(globex if who.tenant_id == acme else acme, conversation) for who, conversation in theirs[::7]]

    found = await asyncio.gather(
        *(
            read_missed(log, who.tenant_id, conversation_id=one.id, customer_id=who.customer_id, after=0)
            for who, one in theirs
        )
    )
    refused = await asyncio.gather(
        *(read_missed(log, tenant_id, conversation_id=one.id, after=0) for tenant_id, one in foreign),
        *(read_missed(log, who.tenant_id, conversation_id=one.id, customer_id=new_id()) for who, one in theirs[:3]),
        return_exceptions=True,
    )

    for number, missed in enumerate(found):
        said = [json.loads(envelope.body) for envelope in missed.replay]
        texts = [event["message"]["content"] for event in said if event["type"] == "message.sent"]
        assert texts == [f"{number}, {text}" for text in range(number % 3)]
        assert [envelope.position for envelope in missed.replay] == list(range(1, missed.position + 1))
    assert [type(one) for one in refused] == [ConversationNotFound] * len(refused)


async def test_a_plan_made_while_tables_were_small_still_reads_only_what_was_missed(
    database: Database, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    reader = ([bao.tenant_id], [conversation.id], [bao.customer_id], [True], [0], [REPLAY_MAX])
    async with database.pool.acquire() as connection:
        await connection.fetch(READ, *reader)
        for number in range(30):
            await says(writer, bao, conversation, str(number))

        async def rows_touched() -> int:
            await connection.fetchval("SELECT pg_stat_force_next_flush()")
            count: int = await connection.fetchval(
                "SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables"
                " WHERE relname IN ('conversations', 'events', 'messages')"
            )
            return count

        before = await rows_touched()
        found = len(await connection.fetch(READ, *reader))
        assert found == 31
        assert await rows_touched() - before <= found * 3


async def test_a_transaction_that_commits_late_is_not_skipped_by_the_cursor(
    database: Database, bao: Actor, acme: TenantId, globex: TenantId
) -> None:
    slow = await people.conversation_with(database, bao)
    cursor = (await read_heads(database, "")).cursor

    async with database.transaction(acme) as tx:
        await acknowledge(tx, bao, slow.id)  # holds the row
        await close(tx, bao, slow.id)
        await tx.flush()  # its events are written, with a lower txid, and not yet committed
        tx._recorded.clear()
        await people.conversation_with(database, await people.customer_bao(database, globex, "Cy"))
        found = await read_heads(database, cursor)
        assert conversation_for_agents(slow.id) not in found.positions
    found = await read_heads(database, found.cursor)

    assert found.positions[conversation_for_agents(slow.id)] == 2
    again = await read_heads(database, found.cursor)
    assert (again.positions, again.cursor) == ({}, found.cursor)


async def test_what_is_committed_beside_a_long_transaction_is_told_at_once(
    database: Database, bao: Actor, acme: TenantId, globex: TenantId
) -> None:
    cursor = (await read_heads(database, "")).cursor
    async with database.transaction(acme) as tx:
        await tx.value("SELECT pg_current_xact_id()")
        quick = await people.conversation_with(database, await people.customer_bao(database, globex, "Cy"))
        found = await read_heads(database, cursor)
        assert found.positions[conversation_for_agents(quick.id)] == 1


async def test_a_cursor_of_the_version_before_still_counts(database: Database, bao: Actor) -> None:
    cursor = (await read_heads(database, "")).cursor
    conversation = await people.conversation_with(database, bao)

    found = await read_heads(database, ":".join(cursor.split(":")[:2]))
    assert found.positions[conversation_for_agents(conversation.id)] == 1


async def test_a_cursor_of_another_epoch_begins_anew(database: Database, bao: Actor) -> None:
    now = await read_heads(database, "")
    await people.conversation_with(database, bao)

    found = await read_heads(database, now.cursor.replace(now.epoch, "another"))

    assert (found.positions, found.epoch) == ({}, now.epoch)
    assert (await read_heads(database, found.cursor)).positions == {}
