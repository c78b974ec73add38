"""What the bus lost, a gateway that goes away, a log that was set back."""

import asyncio
from uuid import UUID

from chorus.gateway.gateway import Gateway
from chorus.protocol.rpc import exchange
from tests.gateway.fakes import ACME, Client, FakeExchange, FakeTokens, caller


async def test_a_gap_is_filled_from_the_log(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID
) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    chat.is_silent = True
    await chat.append(conversation_id, type="message.sent", number=1)
    await chat.append(conversation_id, type="message.sent", number=2)
    chat.is_silent = False
    await chat.append(conversation_id, type="message.sent", number=3)
    assert [(await customer.receive())["position"] for _ in range(3)] == [1, 2, 3]
    assert gateway.metrics.gap_events_repaired >= 2


async def test_a_lost_last_event_is_found_by_the_catch_up_reader(
    gateway: Gateway, chat: FakeExchange, bao: str, conversation_id: UUID
) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    await asyncio.sleep(0.3)
    chat.is_silent = True
    await chat.append(conversation_id, type="message.sent", number=1)
    assert (await customer.receive())["position"] == 1
    assert await customer.quiet()


async def test_a_drain_tells_when_to_come_back(gateway: Gateway, bao: str, conversation_id: UUID) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    draining = asyncio.create_task(gateway.drain())
    hint = await customer.until("drain")
    assert 0 <= hint["reconnectInMs"] <= 200
    assert await customer.close_code() == 1012
    await draining
    assert not gateway.is_ready


async def test_an_epoch_change_sends_everybody_away(
    gateway: Gateway, chat: FakeExchange, tokens: FakeTokens, bao: str, conversation_id: UUID
) -> None:
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    chat.epoch = "e2"
    other = await Client.open(gateway.port, tokens.issue(caller("agent", ACME)))
    await other.until("welcome")
    assert await customer.close_code() == 1012


async def test_who_stays_connected_learns_of_an_epoch_too_and_nobody_goes_back(
    gateway: Gateway, chat: FakeExchange, tokens: FakeTokens, bao: str, conversation_id: UUID
) -> None:
    await chat.append(conversation_id, type="message.sent", number=1)
    customer = await Client.open(gateway.port, bao, conversation_id=conversation_id)
    await customer.until("welcome")
    chat.epoch = "e2"
    assert await customer.close_code() == 1012

    # An answer that was on its way since before tells nobody else to go.
    fresh = await Client.open(gateway.port, tokens.issue(caller("agent", ACME)))
    assert (await fresh.until("welcome"))["epoch"] == "e2"
    chat.before = lambda request: exchange.Opened(None, "e1") if type(request) is exchange.Open else None
    late = await Client.open(gateway.port, tokens.issue(caller("agent", ACME)))
    assert await late.close_code() == 1012
    chat.before = None
    await fresh.send(type="ping")
    assert (await fresh.until("pong"))["type"] == "pong"
