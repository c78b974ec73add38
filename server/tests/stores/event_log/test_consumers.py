"""Durable consumers: every event, in order per conversation, and the cursor moves with the effects."""

import asyncio
from collections import defaultdict
from uuid import UUID

import asyncpg

from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.ids import MessageId, TenantId, new_id
from chorus.stores import embedded
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.event_log.subscriptions import (
    Act,
    Cursor,
    LoggedEvent,
    Subscription,
)
from chorus.stores.postgres.database import Database
from tests import people
from tests.consumers import consuming, unique, until
from tests.stores.event_log.conftest import Seen


async def test_every_event_comes_messages_and_notes_of_the_batch_writer_included(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor, ada: Actor, seen: Seen
) -> None:
    async with consuming(database, growth, unique(Subscription("all", Act(seen)))):
        conversation = await people.active_conversation(database, bao, ada)
        await people.says(writer, ada, conversation, "Hello!")
        note = MessageId(new_id())
        await say(writer, ada, conversation.id, message_id=note, content="A regular.", message_type="note")
        await until(lambda: len(seen.events) == 5)
    assert seen.types == [
        "conversation.created",
        "conversation.escalated",
        "conversation.assigned",
        "message.sent",
        "note.added",
    ]
    assert {event.conversation_id for event in seen.events} == {conversation.id}
    assert [event.agent_position for event in seen.events] == [1, 2, 3, 4, 5]


async def test_a_consumer_gets_the_types_that_it_subscribed_to(
    database: Database, growth: LogListener, bao: Actor, seen: Seen
) -> None:
    some = unique(Subscription("some", Act(seen), frozenset({"conversation.escalated"})))
    async with consuming(database, growth, some):
        await people.waiting_conversation(database, bao)
        await until(lambda: len(seen.events) == 1)
    assert seen.types == ["conversation.escalated"]


async def test_it_goes_on_where_it_stopped_and_nothing_comes_twice(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor, seen: Seen
) -> None:
    subscription = unique(Subscription("resumed", Act(seen)))
    conversation = await people.conversation_with(database, bao)
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "1")
        await until(lambda: len(seen.events) == 1)
    await people.says(writer, bao, conversation, "2")
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "3")
        await until(lambda: len(seen.events) == 3)
    assert [event.agent_position for event in seen.events] == [2, 3, 4]


async def test_a_consumer_that_begins_at_the_beginning_gets_what_was_before(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor, seen: Seen
) -> None:
    conversation = await people.conversation_with(database, bao)
    for number in range(3):
        await people.says(writer, bao, conversation, str(number))
    async with consuming(database, growth, unique(Subscription("old", Act(seen), from_beginning=True))):
        await until(lambda: len(seen.events) == 4)


async def test_a_late_commit_is_not_missed_and_order_holds(
    database: Database, growth: LogListener, writer: MessageWriter, postgres: embedded.Postgres, bao: Actor, seen: Seen
) -> None:
    conversation = await people.conversation_with(database, bao)
    other = await people.conversation_with(database, await people.customer_bao(database, bao.tenant_id, "Bea"))
    async with consuming(database, growth, unique(Subscription("late", Act(seen)))):
        connection = await asyncpg.connect(postgres.app_url)
        slow = connection.transaction()
        await slow.start()
        await connection.execute(f"SET LOCAL app.tenants = '{{{bao.tenant_id}}}'")
        await connection.execute("UPDATE conversations SET agent_position = 2 WHERE id = $1", conversation.id)
        await connection.execute(
            "INSERT INTO events (tenant_id, conversation_id, type, agent_position, payload)"
            " VALUES ($1, $2, 'conversation.briefed', 2, '{}')",
            bao.tenant_id,
            conversation.id,
        )
        async with database.transaction(bao.tenant_id) as tx:
            await tx.execute(
                "INSERT INTO events (tenant_id, conversation_id, type, agent_position, payload)"
                " VALUES ($1, $2, 'conversation.briefed', 2, '{}')",
                bao.tenant_id,
                other.id,
            )
            await tx.execute("NOTIFY chorus_log")
        assert seen.events == []
        await slow.commit()
        await until(lambda: len(seen.events) == 2)
        await connection.close()
    assert {event.conversation_id for event in seen.events} == {conversation.id, other.id}


async def test_conversations_are_handled_side_by_side_and_each_in_order(
    database: Database, growth: LogListener, writer: MessageWriter, acme: TenantId
) -> None:
    began: dict[UUID, list[int]] = defaultdict(list)
    together, most = 0, 0

    async def slow(_deps: object, event: LoggedEvent) -> None:
        nonlocal together, most
        if event.tenant_id != acme:
            return
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.01)
        began[event.stream_id].append(event.agent_position)
        together -= 1

    customers = [await people.customer_bao(database, acme, f"Bao {number}") for number in range(6)]
    conversations = [await people.conversation_with(database, customer) for customer in customers]
    subscription = unique(Subscription("parallel", Act(slow, concurrency=3), shards=1))
    async with consuming(database, growth, subscription, pace_seconds=0.2):
        for number in range(4):
            for customer, conversation in zip(customers, conversations, strict=True):
                await people.says(writer, customer, conversation, str(number))
        await until(lambda: sum(map(len, began.values())) == 24)
    assert all(positions == [2, 3, 4, 5] for positions in began.values())
    assert 2 <= most <= 3


async def test_another_number_of_shards_begins_where_the_last_one_stood(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor, seen: Seen
) -> None:
    few = unique(Subscription("shards", Act(seen), shards=2))
    conversation = await people.conversation_with(database, bao)
    async with consuming(database, growth, few):
        await people.says(writer, bao, conversation, "1")
        await until(lambda: len(seen.events) == 1)
    await people.says(writer, bao, conversation, "2")
    many = Subscription(few.name, few.handler, shards=5)
    async with consuming(database, growth, many) as consumers:
        assert len(consumers.held) == 5
        await until(lambda: bool(seen.events) and seen.events[-1].agent_position == 3)


def test_cursors_are_in_the_order_of_the_log() -> None:
    assert Cursor(7, 0) < Cursor(7, 3) < Cursor(8, 0)
