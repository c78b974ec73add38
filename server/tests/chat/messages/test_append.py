"""The batch writer: acknowledged means committed, once, in an order without gaps."""

import asyncio

import asyncpg
import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.errors import ConversationClosedAlready, ConversationNotFound, NotAssignedToYou
from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.errors import AttachmentMissing, FloorLost, MessageEmpty, MessageIdTaken
from chorus.chat.messages.queries import transcript
from chorus.chat.messages.say import say, say_as_bot
from chorus.core.actor import Actor
from chorus.core.errors import BusyError, ForbiddenError, UnavailableError
from chorus.core.ids import ConversationId, MessageId, TenantId, new_id
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer
from chorus.routing.assignments.return_to_bot import return_to_bot
from chorus.stores import embedded
from chorus.stores.disk import Disk
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import is_gone
from tests import people
from tests.people import Published, says


@pytest.fixture
async def conversation(database: Database, bao: Actor) -> Conversation:
    return await people.conversation_with(database, bao)


async def test_a_message_is_stored_before_it_is_acknowledged(
    database: Database, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    appended = await says(writer, bao, conversation, "Where is my order?")

    async with database.transaction(bao.tenant_id) as tx:
        found = await transcript(tx, bao, conversation.id)
    assert [(message.content, message.agent_position) for message in found] == [
        ("Where is my order?", appended.agent_position)
    ]


async def test_the_same_id_twice_is_one_message_with_one_answer(
    database: Database, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    message_id = new_id()
    first = await says(writer, bao, conversation, "Hello", message_id)
    second = await says(writer, bao, conversation, "Hello", message_id)

    assert (second.agent_position, second.created_at) == (first.agent_position, first.created_at)
    assert (first.is_new, second.is_new) == (True, False)
    async with database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM messages") == 1


async def test_the_same_id_at_once_from_many_places_is_one_message(
    database: Database, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    other = MessageWriter(database)
    other.start()
    message_id = new_id()

    answers = await asyncio.gather(
        *(says(who, bao, conversation, "Hello", message_id) for who in (writer, other) for _ in range(20))
    )

    await other.stop()
    assert {answer.agent_position for answer in answers} == {2}
    assert sum(answer.is_new for answer in answers) == 1


async def test_positions_have_no_gaps_whoever_writes(
    database: Database, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    other = MessageWriter(database)
    other.start()

    answers = await asyncio.gather(
        *(says((writer, other)[number % 2], bao, conversation, f"Message {number}") for number in range(200))
    )

    await other.stop()
    assert sorted(answer.agent_position for answer in answers) == list(range(2, 202))


async def test_an_id_of_another_conversation_is_refused_and_leaves_no_gap(
    database: Database, writer: MessageWriter, bao: Actor, globex: TenantId, conversation: Conversation
) -> None:
    eve = await people.customer_bao(database, globex, "Eve")
    foreign = await people.conversation_with(database, eve)
    message_id = new_id()
    await says(writer, eve, foreign, "Mine", message_id)

    with pytest.raises(MessageIdTaken):
        await says(writer, bao, conversation, "Also mine?", message_id)
    assert (await says(writer, bao, conversation, "Next")).agent_position == 2


async def test_a_conversation_of_somebody_else_is_not_found(
    database: Database, writer: MessageWriter, acme: TenantId, globex: TenantId, conversation: Conversation
) -> None:
    for stranger in (
        await people.customer_bao(database, acme, "Cy"),
        await people.customer_bao(database, globex, "Eve"),
        await people.agent_ada(database, globex),
    ):
        with pytest.raises(ConversationNotFound):
            await says(writer, stranger, conversation, "Hello")


async def test_a_conversation_that_does_not_exist_is_not_found(writer: MessageWriter, bao: Actor) -> None:
    with pytest.raises(ConversationNotFound):
        await say(writer, bao, ConversationId(new_id()), message_id=MessageId(new_id()), content="Hello")


async def test_a_closed_conversation_takes_notes_but_no_messages(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(bao.tenant_id) as tx:
        await close(tx, ada, conversation.id)

    with pytest.raises(ConversationClosedAlready):
        await says(writer, bao, conversation, "One more thing")
    note = await say(writer, ada, conversation.id, message_id=MessageId(new_id()), content="Fine.", message_type="note")
    assert note.customer_position is None


async def test_only_the_agent_who_has_it_answers(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)

    await says(writer, ada, conversation, "I am Ada.")
    with pytest.raises(NotAssignedToYou):
        await says(writer, ben, conversation, "I am Ben.")


async def test_a_bot_reply_made_before_the_take_over_is_refused(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)

    with pytest.raises(FloorLost):
        await say_as_bot(writer, bao.tenant_id, conversation.id, content="As I was saying", floor_number=1)


async def test_a_bot_reply_from_before_the_floor_came_back_is_refused(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(bao.tenant_id) as tx:
        await return_to_bot(tx, ada, conversation.id)

    with pytest.raises(FloorLost):
        await say_as_bot(writer, bao.tenant_id, conversation.id, content="Old answer", floor_number=1)
    await say_as_bot(
        writer, bao.tenant_id, conversation.id, content="New answer", floor_number=conversation.floor_number + 1
    )


async def test_a_note_leaves_no_trace_in_what_the_customer_sees(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, published: Published
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    published.envelopes.clear()
    await says(writer, ada, conversation, "One")
    await say(writer, ada, conversation.id, message_id=MessageId(new_id()), content="Secret", message_type="note")
    await says(writer, ada, conversation, "Two")
    await writer.stop()

    seen = published.on(conversation_for_customer(conversation.id))
    assert [found.position for found in seen] == [4, 5]
    assert all(b"Secret" not in found.body for found in seen)
    assert [found.position for found in published.on(conversation_for_agents(conversation.id))] == [4, 5, 6]


async def test_a_customer_writes_no_notes(writer: MessageWriter, bao: Actor, conversation: Conversation) -> None:
    with pytest.raises(ForbiddenError):
        await say(writer, bao, conversation.id, message_id=MessageId(new_id()), content="Psst", message_type="note")


async def test_an_empty_message_is_refused(writer: MessageWriter, bao: Actor, conversation: Conversation) -> None:
    with pytest.raises(MessageEmpty):
        await says(writer, bao, conversation, "  \n ")


async def test_an_attachment_that_is_not_there_is_refused(
    writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    with pytest.raises(AttachmentMissing):
        await say(
            writer,
            bao,
            conversation.id,
            message_id=MessageId(new_id()),
            content="",
            attachment_ids=[new_id()],
        )


async def test_a_customers_message_asks_the_bot_in_the_same_transaction(
    database: Database, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    message_id = new_id()
    await says(writer, bao, conversation, "Do you deliver?", message_id)

    jobs = await database.unscoped(
        "SELECT args, lock FROM procrastinate_jobs WHERE task_name = 'bot.answer' AND lock = $1", str(conversation.id)
    )
    assert [(row["args"]["message_id"], row["lock"]) for row in jobs] == [(str(message_id), str(conversation.id))]


async def test_the_bot_is_not_asked_while_a_human_has_the_floor(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    await says(writer, bao, conversation, "Thank you, Ada")

    jobs = await database.unscoped(
        "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'bot.answer' AND lock = $1", str(conversation.id)
    )
    assert jobs == []


async def test_a_full_queue_refuses_at_once_and_says_when_to_come_back(
    database: Database, bao: Actor, conversation: Conversation
) -> None:
    idle = MessageWriter(database, queue_max=1, shards=1)
    waiting = asyncio.ensure_future(says(idle, bao, conversation, "One"))
    await asyncio.sleep(0)

    with pytest.raises(BusyError) as refusal:
        await says(idle, bao, conversation, "Two")
    assert refusal.value.retry_after_seconds
    idle.start()
    assert (await waiting).is_new
    await idle.stop()


async def test_when_the_database_is_away_the_sender_is_told_to_retry(bao: Actor, conversation: Conversation) -> None:
    class Away:
        async def acquire(self, *, timeout: float) -> None:
            raise OSError

    class NoDatabase:
        pool = Away()
        disk = Disk(None)

    broken = MessageWriter(NoDatabase())  # type: ignore[arg-type]
    broken.start()

    with pytest.raises(UnavailableError) as refusal:
        await says(broken, bao, conversation, "Hello")
    assert refusal.value.retryable
    await broken.stop()


def _lost(writer: MessageWriter) -> bool:
    connections = [shard.connection for shard in writer._shards]
    return any(connection is not None and is_gone(connection) for connection in connections)


async def test_after_its_connection_was_cut_it_takes_another(
    database: Database, postgres: embedded.Postgres, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    await says(writer, bao, conversation, "Before")
    connection = await asyncpg.connect(postgres.admin_url)
    cut = await connection.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%append_messages%'"
        " AND pid <> pg_backend_pid()"
    )
    await connection.close()
    assert cut
    while not _lost(writer):  # the pool takes it back when it hears of it
        await asyncio.sleep(0.01)

    async with asyncio.timeout(30):
        while True:
            try:
                await says(writer, bao, conversation, "After")
                break
            except UnavailableError:
                await asyncio.sleep(0.01)

    async with database.transaction(bao.tenant_id) as tx:
        assert [message.content for message in await transcript(tx, bao, conversation.id)] == ["Before", "After"]


async def test_a_nul_character_does_not_break_the_batch(
    database: Database, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    await says(writer, bao, conversation, "a\x00b")

    async with database.transaction(bao.tenant_id) as tx:
        assert [message.content for message in await transcript(tx, bao, conversation.id)] == ["ab"]
