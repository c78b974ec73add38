"""Receipts move forward only, and only for what the others said."""

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.queries import transcript
from chorus.core.actor import Actor
from chorus.protocol.topics import conversation_for_agents
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published, says


async def _talk(database: Database, writer: MessageWriter, bao: Actor, ada: Actor) -> Conversation:
    conversation = await people.active_conversation(database, bao, ada)
    await says(writer, bao, conversation, "Hello")
    await says(writer, ada, conversation, "Hi, I am Ada")
    return conversation


async def test_a_customer_acknowledges_what_the_agent_said(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await _talk(database, writer, bao, ada)
    async with database.transaction(bao.tenant_id) as tx:
        await acknowledge(tx, bao, conversation.id, delivered=99)

    async with database.transaction(bao.tenant_id) as tx:
        hello, answer = await transcript(tx, ada, conversation.id)
    assert (hello.delivered_at, answer.delivered_at is not None, answer.read_at) == (None, True, None)


async def test_what_was_read_was_also_delivered(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await _talk(database, writer, bao, ada)
    async with database.transaction(bao.tenant_id) as tx:
        await acknowledge(tx, ada, conversation.id, read=99)

    async with database.transaction(bao.tenant_id) as tx:
        hello, answer = await transcript(tx, ada, conversation.id)
    assert hello.read_at == hello.delivered_at != None  # noqa: E711
    assert answer.read_at is None


async def test_acknowledging_again_changes_nothing_and_says_nothing(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, published: Published
) -> None:
    conversation = await _talk(database, writer, bao, ada)
    for _ in range(2):
        async with database.transaction(bao.tenant_id) as tx:
            await acknowledge(tx, bao, conversation.id, delivered=99, read=99)

    events = [found.body for found in published.on(conversation_for_agents(conversation.id))]
    assert sum(b'"message.seen"' in body for body in events) == 1
    assert sum(b'"message.delivered"' in body for body in events) == 0


async def test_only_what_lies_before_the_position_counts(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await _talk(database, writer, bao, ada)
    later = await says(writer, ada, conversation, "Anything else?")
    async with database.transaction(bao.tenant_id) as tx:
        await acknowledge(tx, bao, conversation.id, read=(later.customer_position or 0) - 1)

    async with database.transaction(bao.tenant_id) as tx:
        last = (await transcript(tx, ada, conversation.id))[-1]
    assert last.read_at is None
