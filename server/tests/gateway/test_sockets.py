"""A customer and an agent over real sockets."""

import asyncio
from uuid import UUID

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from chorus.core.ids import new_id
from chorus.gateway.gateway import Gateway
from chorus.protocol.rpc import exchange
from tests.gateway.conftest import StartGateway
from tests.gateway.fakes import Client, FakeExchange, FakeTokens, caller


@pytest.fixture
def ada(tokens: FakeTokens) -> str:
    """The agent's token."""
    return tokens.issue(caller("agent", name="Ada"))


async def test_customer_and_agent_talk(
    gateway: Gateway, chat: FakeExchange, bao: str, ada: str, conversation_id: UUID
) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    welcome = await customer.receive()
    assert welcome["type"] == "welcome"
    assert welcome["conversationId"] == str(conversation_id)
    assert welcome["epoch"] == chat.epoch
    agent = await Client.open(gateway.port, ada)
    assert (await agent.receive())["type"] == "welcome"
    await agent.send(type="subscribe", conversationId=conversation_id, position=0)
    assert (await agent.receive())["type"] == "subscribed"

    said = await customer.say("Hello")
    delivered = await customer.until("delivered")
    assert (delivered["id"], delivered["position"]) == (str(said), 1)
    heard = await agent.receive()
    assert (heard["type"], heard["position"], heard["message"]["content"]) == ("message.sent", 1, "Hello")

    answer = await agent.say("Hi", conversationId=conversation_id)
    assert (await agent.until("delivered"))["conversationId"] == str(conversation_id)
    event = await customer.until("message.sent")
    assert event["message"]["id"] in {str(said), str(answer)}
    assert gateway.metrics.connections == {"conversation": 1, "agent": 1}
    await customer.close()
    await agent.close()


async def test_missed_events_come_before_the_welcome(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID
) -> None:
    for number in range(5):
        await chat.append(conversation_id, type="message.sent", number=number)
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id, position=2, epoch="e1")
    assert [(await customer.receive())["position"] for _ in range(3)] == [3, 4, 5]
    welcome = await customer.receive()
    assert (welcome["type"], welcome["position"], welcome["resumed"]) == ("welcome", 5, True)


@pytest.mark.parametrize(
    ("position", "epoch", "reason"), [(1, "other", "epoch"), (9, "e1", "ahead"), (0, "e1", "too_far")]
)
async def test_a_hole_is_never_silent(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID, position: int, epoch: str, reason: str
) -> None:
    for number in range(301 if reason == "too_far" else 2):
        await chat.append(conversation_id, type="message.sent", number=number)
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id, position=position, epoch=epoch)
    resync = await customer.receive()
    assert (resync["type"], resync["reason"]) == ("resync", reason)
    assert (await customer.receive())["type"] == "welcome"


async def test_events_during_the_opening_are_neither_lost_nor_doubled(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID
) -> None:
    async def slow(request: object) -> None:
        # One event before the snapshot is taken, one after it and before the answer arrives.
        if type(request).__name__ == "Open":
            await chat.append(conversation_id, type="message.sent", number=1)

    chat.before = slow
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id, position=0)
    assert (await customer.receive())["position"] == 1
    assert (await customer.receive())["type"] == "welcome"
    await chat.append(conversation_id, type="message.sent", number=2)
    assert (await customer.receive())["position"] == 2
    assert await customer.quiet()


async def test_the_same_message_twice_is_delivered_twice_and_sent_once(
    gateway: Gateway, bao: str, conversation_id: UUID
) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    said = await customer.say("once")
    first = await customer.until("delivered")
    await customer.say("once", said)
    assert await customer.until("delivered") == first


async def test_typing_reaches_the_others(gateway: Gateway, bao: str, ada: str, conversation_id: UUID) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    agent = await Client.open(gateway.port, ada)
    await agent.until("welcome")
    await agent.send(type="subscribe", conversationId=conversation_id)
    await agent.until("subscribed")
    await customer.send(type="typing", state="started")
    typing = await agent.until("typing")
    assert (typing["state"], typing["conversationId"]) == ("started", str(conversation_id))
    await agent.send(type="typing", state="started", conversationId=conversation_id)
    seen = await customer.until("typing")
    assert (seen["role"], seen["name"]) == ("agent", "Ada")


async def test_an_agent_declares_a_status_and_colleagues_see_it(gateway: Gateway, tokens: FakeTokens, ada: str) -> None:
    ben = await Client.open(gateway.port, tokens.issue(caller("agent", name="Ben")))
    await ben.until("welcome")
    await ben.send(type="subscribe")
    await ben.until("subscribed")
    agent = await Client.open(gateway.port, ada)
    await agent.until("welcome")
    await agent.send(type="presence", status="busy")
    assert (await ben.until("presence"))["status"] == "busy"


@pytest.mark.parametrize(
    ("token", "nonce", "code"),
    [("", "n", 4401), ("token-nobody", "n", 4401), ("good", "", 4406), ("good", "spent", 4406)],
)
async def test_who_may_not_come_in(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID, token: str, nonce: str, code: int
) -> None:
    chat.spent.add("spent")
    given = bao if token == "good" else token
    customer = await Client.open(gateway.port, given, conversation_id=conversation_id, nonce=nonce)
    assert (await customer.receive())["type"] == "error"
    assert await customer.close_code() == code
    assert gateway.limits.sockets == 0 or await _becomes_zero(gateway)


async def _becomes_zero(gateway: Gateway) -> bool:
    for _ in range(100):
        if gateway.limits.sockets == 0:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_a_customer_gets_no_agents_socket(gateway: Gateway, bao: str) -> None:
    customer = await Client.open(gateway.port, bao)
    assert await customer.close_code() == 4403


async def test_anothers_conversation_is_not_found(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID
) -> None:
    chat.customers[conversation_id] = new_id()
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    assert await customer.close_code() == 4404


async def test_auth_comes_first(gateway: Gateway, bao: str, conversation_id: UUID) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    await customer.send(type="auth")
    assert (await customer.until("error"))["code"] == "auth.already_done"


async def test_without_auth_the_socket_is_closed_in_time(
    start_gateway: StartGateway, bao: str, conversation_id: UUID
) -> None:
    gateway = await start_gateway(auth_seconds=0.3)
    async with connect(
        f"ws://127.0.0.1:{gateway.port}/ws/v1/agent", subprotocols=[Subprotocol("chorus.v1")], compression=None
    ) as socket:
        async with asyncio.timeout(30):
            await socket.wait_closed()
        assert socket.close_code == 4405


async def test_a_token_that_ends_ends_the_socket(gateway: Gateway, tokens: FakeTokens, conversation_id: UUID) -> None:
    customer = await Client.open(gateway.port, tokens.issue(caller(), 3), conversation_id=conversation_id)
    await customer.until("welcome")
    assert await customer.close_code() == 4402


async def test_a_revoked_log_in_closes_its_sockets(
    start_gateway: StartGateway, chat: FakeExchange, tokens: FakeTokens
) -> None:
    gateway = await start_gateway(recheck_seconds=0.1)
    who = caller("agent")
    agent = await Client.open(gateway.port, tokens.issue(who))
    await agent.until("welcome")
    assert who.login_id is not None
    chat.revoked.append(who.login_id)
    assert await agent.close_code() == 4407


async def test_a_person_may_hold_so_many_sockets(gateway: Gateway, bao: str, conversation_id: UUID) -> None:
    for _ in range(5):
        await (await Client.open(gateway.port, bao, conversation_id=conversation_id)).until("welcome")
    sixth = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    error = await sixth.receive()
    assert (error["code"], error["retryable"]) == ("socket.too_many", True)
    assert error["retryAfterSeconds"] > 0
    assert await sixth.close_code() == 4429


async def test_an_address_may_hold_so_many_sockets(
    start_gateway: StartGateway, bao: str, conversation_id: UUID
) -> None:
    gateway = await start_gateway(sockets_per_address=1)
    first = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await first.until("welcome")
    second = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    assert await second.close_code() == 4429


async def test_too_many_messages_are_refused_with_a_hint(gateway: Gateway, bao: str, conversation_id: UUID) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    for number in range(40):  # twice the burst, so that what a slow machine lets through meanwhile changes nothing
        await customer.say(str(number))
    error = await customer.until("error")
    assert (error["code"], error["retryable"]) == ("limit.reached", True)
    assert 0 < error["retryAfterSeconds"] <= 1


async def test_receipts_melt_into_one(gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID) -> None:
    gate = asyncio.Event()

    async def hold(request: object) -> None:
        if isinstance(request, exchange.Acknowledge):
            await gate.wait()

    chat.before = hold
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    for position in (1, 2, 3, 2):
        await customer.send(type="receipt", delivered=position, read=position - 1)
    await customer.send(type="ping")
    await customer.until("pong")
    gate.set()
    async with asyncio.timeout(30):
        while len(chat.of(exchange.Acknowledge)) < 2:
            await asyncio.sleep(0.01)
    found = [(request.receipt.delivered, request.receipt.read) for request in chat.of(exchange.Acknowledge)]
    assert found == [(1, 0), (3, 2)]
