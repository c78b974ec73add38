"""What the gateway asks: answered request by request, never failing a whole batch."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from chorus.chat.messages.append import MessageWriter
from chorus.chat.rpc.exchange import ChatExchange
from chorus.core.actor import Actor
from chorus.core.errors import UnauthenticatedError
from chorus.core.ids import TenantId, new_id
from chorus.protocol.frames import Message, Receipt
from chorus.protocol.rpc.exchange import (
    Acknowledge,
    Caller,
    Declare,
    Done,
    Follow,
    Heads,
    Moved,
    Open,
    Opened,
    Recheck,
    Refused,
    Replay,
    Replayed,
    Revoked,
    Send,
    Sent,
)
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer, tenant_feed
from chorus.stores import embedded
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.postgres.database import Database
from tests import people


class OpenGate:
    """Lets every nonce in but `spent`; calls every log-in lost; notes declared statuses."""

    def __init__(self) -> None:
        self.declared: list[tuple[UUID, str]] = []

    async def spend(self, nonce: str, *, actor: Actor, origin: str | None, conversation_id: UUID | None) -> None:
        if nonce == "spent":
            raise UnauthenticatedError

    async def lost(self, login_ids: Sequence[UUID]) -> list[UUID]:
        return list(login_ids)

    async def declare(self, actor: Actor, status: str) -> None:
        self.declared.append((actor.id, status))


@pytest.fixture
def gate() -> OpenGate:
    return OpenGate()


@pytest.fixture
def exchange(database: Database, writer: MessageWriter, gate: OpenGate) -> ChatExchange:
    return ChatExchange(database, writer, gate)


def caller(actor: Actor) -> Caller:
    return Caller(kind=str(actor.kind), tenant_id=actor.tenant_id, id=actor.id, role=actor.role, name=actor.name)


def hello() -> Message:
    return Message(id=new_id(), content="Hello")


async def test_a_customer_opens_their_conversation_and_resumes(
    database: Database, exchange: ChatExchange, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    await exchange.ask([Send(caller(bao), conversation.id, hello())])

    (fresh,) = await exchange.ask([Open(caller(bao), "nonce", None, conversation.id)])
    assert isinstance(fresh, Opened)
    assert (fresh.topic, fresh.position, fresh.replay, fresh.resumed) == (
        conversation_for_customer(conversation.id),
        2,
        [],
        False,
    )
    (resumed,) = await exchange.ask([Open(caller(bao), "nonce", None, conversation.id, 1, fresh.epoch)])
    assert isinstance(resumed, Opened)
    assert [found.position for found in resumed.replay] == [2]
    assert resumed.resumed


async def test_a_spent_nonce_opens_nothing(database: Database, exchange: ChatExchange, bao: Actor) -> None:
    conversation = await people.conversation_with(database, bao)

    (answer,) = await exchange.ask([Open(caller(bao), "spent", None, conversation.id)])
    assert isinstance(answer, Refused)
    assert answer.code == "auth.required"


async def test_an_agents_socket_opens_without_a_conversation_and_a_customers_does_not(
    exchange: ChatExchange, ada: Actor, bao: Actor
) -> None:
    agent, customer = await exchange.ask([Open(caller(ada), "nonce"), Open(caller(bao), "nonce")])

    assert isinstance(agent, Opened)
    assert agent.topic is None
    assert isinstance(customer, Refused)


async def test_an_agent_follows_the_feed_and_conversations(
    database: Database, exchange: ChatExchange, ada: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)

    feed, one, foreign = await exchange.ask(
        [
            Follow(caller(ada), None, 0),
            Follow(caller(ada), conversation.id, 99),
            Follow(caller(bao)),
        ]
    )
    assert isinstance(feed, Opened)
    assert (feed.topic, [found.position for found in feed.replay]) == (tenant_feed(ada.tenant_id), [1])
    assert isinstance(one, Opened)
    assert (one.topic, one.resync, one.replay) == (conversation_for_agents(conversation.id), "ahead", [])
    assert isinstance(foreign, Refused)


async def test_one_refusal_leaves_the_rest_of_the_batch_alone(
    database: Database, exchange: ChatExchange, bao: Actor, globex: TenantId
) -> None:
    conversation = await people.conversation_with(database, bao)
    eve = await people.customer_bao(database, globex, "Eve")

    mine, hers, nowhere = await exchange.ask(
        [
            Send(caller(bao), conversation.id, hello()),
            Send(caller(eve), conversation.id, hello()),
            Send(caller(bao), new_id(), hello()),
        ]
    )
    assert isinstance(mine, Sent)
    assert [found.code for found in (hers, nowhere) if isinstance(found, Refused)] == ["conversation.not_found"] * 2


async def test_receipts_statuses_and_lost_logins_are_handled(
    database: Database, exchange: ChatExchange, gate: OpenGate, ada: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    login_id = new_id()

    answers = await exchange.ask(
        [
            Acknowledge(caller(ada), conversation.id, Receipt(read=9)),
            Declare(caller(ada), "busy"),
            Declare(caller(bao), "busy"),
            Recheck([login_id]),
        ]
    )
    assert [type(found) for found in answers] == [Done, Done, Refused, Revoked]
    assert gate.declared == [(ada.id, "busy")]


async def test_a_gateway_learns_which_topics_moved_and_replays_them(
    database: Database, exchange: ChatExchange, bao: Actor
) -> None:
    (start,) = await exchange.ask([Heads("")])
    assert isinstance(start, Moved)
    conversation = await people.conversation_with(database, bao)
    topic = conversation_for_customer(conversation.id)

    moved, replayed = await exchange.ask([Heads(start.cursor), Replay(topic, 0, bao.tenant_id)])
    assert isinstance(moved, Moved)
    assert moved.heads[topic] == 1
    assert isinstance(replayed, Replayed)
    assert [found.position for found in replayed.envelopes] == [1]


async def test_an_answer_without_news_is_held_until_there_is_some(
    postgres: embedded.Postgres, database: Database, writer: MessageWriter, gate: OpenGate, bao: Actor
) -> None:
    growth = LogListener(postgres.app_url)
    exchange = ChatExchange(database, writer, gate, growth)
    (start,) = await exchange.ask([Heads("")])
    assert isinstance(start, Moved)
    asked = asyncio.create_task(exchange.ask([Heads(start.cursor, wait_seconds=5)]))
    try:
        async with asyncio.timeout(30):
            while not growth.is_listening:
                await asyncio.sleep(0.01)
        # What was told while it began to listen is no news; ask anew and wait.
        (begun,) = await asked
        assert isinstance(begun, Moved)
        asked = asyncio.create_task(exchange.ask([Heads(begun.cursor, wait_seconds=5)]))
        conversation = await people.conversation_with(database, bao)
        async with asyncio.timeout(30):
            (moved,) = await asked
        assert isinstance(moved, Moved)
        assert moved.heads[conversation_for_customer(conversation.id)] == 1
    finally:
        await growth.stop()


async def test_what_goes_wrong_inside_is_one_retryable_refusal(exchange: ChatExchange, bao: Actor) -> None:
    broken = Send(caller(bao), "no uuid", hello())  # type: ignore[arg-type]

    (answer,) = await exchange.ask([broken])
    assert isinstance(answer, Refused)
    assert (answer.code, answer.retryable) == ("server.unavailable", True)
