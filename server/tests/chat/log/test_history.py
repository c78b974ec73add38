"""What happened to a conversation, as its agents and its customer may see it."""

import json
from datetime import timedelta

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.conversations.label import label
from chorus.chat.conversations.rate import rate
from chorus.chat.conversations.table import Conversation
from chorus.chat.log.history import read_history
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.routing.assignments.accept import accept
from chorus.routing.assignments.reopen import reopen
from chorus.routing.assignments.requeue import requeue
from chorus.routing.assignments.transfer import transfer
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published, says

OFFERED_FOR = timedelta(seconds=30)


async def _day(database: Database, writer: MessageWriter, bao: Actor, ada: Actor, ben: Actor) -> Conversation:
    """Accepted, sent to Ben, given back, taken again, labelled, closed, rated, reopened."""
    conversation = await people.active_conversation(database, bao, ada)
    await says(writer, ada, conversation, "Hello.")
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute("INSERT INTO labels (tenant_id, name) VALUES ($1, 'refund')", bao.tenant_id)
        await transfer(tx, ada, conversation.id, agent_id=ben.user_id, note="He is rude.", timeout=OFFERED_FOR)
    async with database.transaction(bao.tenant_id) as tx:
        await accept(tx, ben, conversation.id)
        await requeue(tx, ben, conversation.id)
        await accept(tx, ada, conversation.id)
        await label(tx, ada, conversation.id, labels=["refund"])
        await close(tx, ada, conversation.id)
    async with database.transaction(bao.tenant_id) as tx:
        await rate(tx, bao, conversation.id, score=2, comment="Slow")
        await reopen(tx, ada, conversation.id)
    return conversation


async def test_agents_see_all_that_happened_in_order(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await _day(database, writer, bao, ada, ben)
    async with database.transaction(bao.tenant_id) as tx:
        found, has_more = await read_history(tx, ada, conversation.id, after=0, before=None, limit=200)
    events = [json.loads(envelope.body) for envelope in found]
    assert [event["type"].partition(".")[2] for event in events] == [
        "escalated",
        "assigned",
        "transferred",
        "assigned",
        "requeued",
        "assigned",
        "labelled",
        "closed",
        "rated",
        "reopened",
        "assigned",
    ]
    assert events[2]["toAgentId"] == str(ben.id)
    assert events[8]["comment"] == "Slow"
    assert not has_more


async def test_a_customer_sees_no_label_and_not_to_whom_it_was_transferred(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await _day(database, writer, bao, ada, ben)
    async with database.transaction(bao.tenant_id) as tx:
        found, _ = await read_history(tx, bao, conversation.id, after=0, before=None, limit=200)
    bodies = " ".join(envelope.body.decode() for envelope in found)
    assert "labelled" not in bodies
    assert "toAgentId" not in bodies
    assert "rude" not in bodies


async def test_history_is_what_the_topic_published(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, ben: Actor, published: Published
) -> None:
    conversation = await _day(database, writer, bao, ada, ben)
    for actor in (ada, bao):
        async with database.transaction(bao.tenant_id) as tx:
            found, _ = await read_history(tx, actor, conversation.id, after=0, before=None, limit=200)
        topic = found[0].topic
        bodies = {envelope.position: envelope.body for envelope in published.on(topic)}
        assert [envelope.body for envelope in found] == [bodies[envelope.position] for envelope in found]


async def test_history_is_read_in_pages_between_two_positions(
    database: Database, writer: MessageWriter, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await _day(database, writer, bao, ada, ben)
    async with database.transaction(bao.tenant_id) as tx:
        whole, _ = await read_history(tx, ada, conversation.id, after=0, before=None, limit=200)
        newest, has_more = await read_history(tx, ada, conversation.id, after=0, before=None, limit=4)
        older, has_older = await read_history(
            tx, ada, conversation.id, after=whole[2].position, before=newest[0].position, limit=200
        )
    assert [one.position for one in newest] == [one.position for one in whole[-4:]]
    assert has_more
    assert [one.position for one in older] == [one.position for one in whole[3:-4]]
    assert not has_older


async def test_another_customer_and_another_tenant_find_nothing(
    database: Database, globex: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    other = await people.customer_bao(database, bao.tenant_id)
    eve = await people.agent_ada(database, globex)
    for stranger in (other, eve):
        with pytest.raises(ConversationNotFound):
            async with database.transaction(stranger.tenant_id) as tx:
                await read_history(tx, stranger, conversation.id, after=0, before=None, limit=10)
