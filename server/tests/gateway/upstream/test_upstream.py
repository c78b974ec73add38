"""The gRPC stream between a gateway and the chat service, over a real connection."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from chorus.chat.rpc.server import ExchangeServer
from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.gateway.upstream.grpc import GrpcExchange
from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Message, Receipt
from chorus.protocol.rpc import exchange
from tests.gateway.fakes import caller

BAO = caller()


class Chat:
    """Answers sends at once and everything else when told to."""

    def __init__(self) -> None:
        self.asked: list[list[exchange.Request]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = False

    async def ask(self, requests: Sequence[exchange.Request]) -> list[exchange.Answer]:
        """A batch."""
        self.asked.append(list(requests))
        if self.fails:
            raise RuntimeError("a fault of our own")
        if not isinstance(requests[0], exchange.Send):
            await self.gate.wait()
        return [self.answer(request) for request in requests]

    def answer(self, request: exchange.Request) -> exchange.Answer:
        """One."""
        if isinstance(request, exchange.Send):
            return exchange.Sent(request.message.id, 7, now())
        if isinstance(request, exchange.Open):
            return exchange.Opened("t", "e", 1, [Envelope("t", 1, b"{}")], resumed=True)
        return exchange.Done()

    def of(self, kind: type) -> list[Any]:
        """The requests of a kind."""
        return [request for batch in self.asked for request in batch if isinstance(request, kind)]


def send(content: str = "x") -> exchange.Send:
    """A message."""
    return exchange.Send(BAO, new_id(), Message(new_id(), content))


def opening() -> exchange.Open:
    """An opening."""
    return exchange.Open(BAO, "nonce", "https://shop.example", new_id(), 3, "e")


@pytest.fixture
def chat() -> Chat:
    """The chat service."""
    return Chat()


@pytest.fixture
async def server(chat: Chat) -> AsyncIterator[tuple[ExchangeServer, int]]:
    """It listens."""
    server = ExchangeServer(chat, secret="s")
    port = await server.start("127.0.0.1:0")
    yield server, port
    await server.stop(0)


@pytest.fixture
async def upstream(server: tuple[ExchangeServer, int]) -> AsyncIterator[GrpcExchange]:
    """A gateway's end."""
    upstream = GrpcExchange(f"127.0.0.1:{server[1]}", secret="s", in_flight_max=100)
    upstream.start()
    yield upstream
    await upstream.stop()


async def test_every_type_crosses_as_it_is(upstream: GrpcExchange, chat: Chat) -> None:
    requests: list[exchange.Request] = [
        send(),
        opening(),
        exchange.Follow(BAO, None),
        exchange.Acknowledge(BAO, new_id(), Receipt(1, 2)),
        exchange.Declare(BAO, "away"),
        exchange.Replay("t", 1, new_id()),
        exchange.Heads("c"),
        exchange.Recheck([new_id()]),
    ]
    answers = await upstream.ask(requests)
    assert isinstance(answers[0], exchange.Sent)
    assert isinstance(answers[1], exchange.Opened)
    assert answers[1].replay[0].body == b"{}"
    assert [type(answer) for answer in answers[2:]] == [exchange.Done] * 6
    assert sorted(map(repr, (request for batch in chat.asked for request in batch))) == sorted(map(repr, requests))


async def test_what_queues_goes_together(upstream: GrpcExchange, chat: Chat) -> None:
    await upstream.ask([send()])
    chat.asked.clear()
    sends = [send(str(number)) for number in range(50)]
    await asyncio.gather(*(upstream.ask([request]) for request in sends))
    assert len(chat.asked) < 10
    assert [request.message.content for request in chat.of(exchange.Send)] == [str(number) for number in range(50)]


async def test_a_slow_opening_holds_up_no_message(upstream: GrpcExchange, chat: Chat) -> None:
    chat.gate.clear()
    slow = asyncio.create_task(upstream.ask([opening()]))
    assert isinstance((await upstream.ask([send()]))[0], exchange.Sent)
    assert not slow.done()
    chat.gate.set()
    assert isinstance((await slow)[0], exchange.Opened)


async def test_beyond_the_bound_it_refuses(upstream: GrpcExchange, chat: Chat) -> None:
    chat.gate.clear()
    waiting = [asyncio.create_task(upstream.ask([opening()])) for _ in range(100)]
    await asyncio.sleep(0)
    (answer,) = await upstream.ask([send()])
    assert isinstance(answer, exchange.Refused)
    assert (answer.code, answer.retryable, answer.retry_after_seconds) == ("server.busy", True, 1)
    chat.gate.set()
    await asyncio.gather(*waiting)
    assert upstream.in_flight == 0


async def test_what_nobody_waits_for_any_more_is_forgotten(upstream: GrpcExchange, chat: Chat) -> None:
    chat.gate.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await upstream.ask([opening()])
    assert upstream.in_flight == 0
    chat.gate.set()
    assert isinstance((await upstream.ask([send()]))[0], exchange.Sent)


async def test_what_is_not_answered_in_time_is_unavailable(upstream: GrpcExchange, chat: Chat) -> None:
    dispatcher = Dispatcher(upstream, in_flight_max=10, answer_seconds=0.1)
    chat.gate.clear()
    answer = await dispatcher.ask(exchange.Follow(BAO, None))
    assert isinstance(answer, exchange.Refused)
    assert (answer.code, answer.retryable) == ("server.unavailable", True)
    assert (upstream.in_flight, dispatcher.in_flight) == (0, 0)


async def test_when_the_stream_breaks_messages_are_asked_again_and_openings_are_not(
    server: tuple[ExchangeServer, int], upstream: GrpcExchange, chat: Chat
) -> None:
    await upstream.ask([send()])
    chat.gate.clear()
    waiting = asyncio.create_task(upstream.ask([opening()]))
    follow = asyncio.create_task(upstream.ask([exchange.Follow(BAO, None)]))
    async with asyncio.timeout(30):
        while not chat.of(exchange.Follow):
            await asyncio.sleep(0.01)
    await server[0].stop(0)
    (refused,) = await waiting
    assert isinstance(refused, exchange.Refused)
    assert refused.code == "server.unavailable"
    sent = asyncio.create_task(upstream.ask([send("while nobody listens")]))
    chat.gate.set()
    again = ExchangeServer(chat, secret="s")
    async with asyncio.timeout(30):
        while await again.start(f"127.0.0.1:{server[1]}") == 0:
            await asyncio.sleep(0.05)
    assert isinstance((await sent)[0], exchange.Sent)
    assert isinstance((await follow)[0], exchange.Done)
    assert len(chat.of(exchange.Open)) == 1
    await again.stop(0)


async def test_an_opening_waits_until_the_chat_service_listens(chat: Chat) -> None:
    first = ExchangeServer(chat, secret="s")
    port = await first.start("127.0.0.1:0")
    await first.stop(0)
    upstream = GrpcExchange(f"127.0.0.1:{port}", secret="s")
    upstream.start()
    waiting = asyncio.create_task(upstream.ask([opening()]))
    await asyncio.sleep(0.2)  # some refused connections
    server = ExchangeServer(chat, secret="s")
    async with asyncio.timeout(30):
        while await server.start(f"127.0.0.1:{port}") == 0:
            await asyncio.sleep(0.05)
        assert isinstance((await waiting)[0], exchange.Opened)
    await upstream.stop()
    await server.stop(0)


async def test_a_wrong_secret_opens_nothing(server: tuple[ExchangeServer, int], chat: Chat) -> None:
    upstream = GrpcExchange(f"127.0.0.1:{server[1]}", secret="guess")
    upstream.start()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await upstream.ask([send()])
    assert not chat.asked
    await upstream.stop()


async def test_a_fault_of_the_service_harms_its_batch_alone(server: tuple[ExchangeServer, int], chat: Chat) -> None:
    upstream = GrpcExchange(f"127.0.0.1:{server[1]}", secret="s")
    upstream.start()
    chat.fails = True
    failed = asyncio.create_task(upstream.ask([send()]))
    async with asyncio.timeout(30):
        while not chat.asked:
            await asyncio.sleep(0.01)
    chat.fails = False
    assert isinstance((await upstream.ask([send()]))[0], exchange.Sent)
    assert not failed.done()  # until whoever asked has waited long enough
    failed.cancel()
    await upstream.stop()
