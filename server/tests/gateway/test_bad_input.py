"""What no proper client says, over the protocol of frames; nobody else notices."""

import asyncio
import json
from uuid import UUID

import pytest

from chorus.core.ids import new_id
from chorus.gateway.gateway import Gateway
from chorus.protocol.rpc.exchange import Send
from tests.gateway.conftest import StartGateway
from tests.gateway.fakes import Client, FakeExchange, FakeTokens, caller
from tests.gateway.raw import Raw, frame


@pytest.fixture
async def customer(gateway: Gateway, tokens: FakeTokens) -> Client:
    """Bao, welcomed."""
    client = await Client.open(gateway.port, tokens.issue(caller()), conversation_id=new_id())
    await client.until("welcome")
    return client


INVALID = {
    "an unknown type": '{"type":"shout"}',
    "no type": "{}",
    "an array": "[]",
    "a number": "1",
    "a wrong id": '{"type":"message","id":"1"}',
    "no id": '{"type":"message","content":"x"}',
    "a foreign message type": f'{{"type":"message","id":"{new_id()}","messageType":"event"}}',
    "text too long": json.dumps({"type": "message", "id": str(new_id()), "content": "x" * 8_001}),
    "NUL": json.dumps({"type": "message", "id": str(new_id()), "content": "a\0b"}),
    "a position below zero": '{"type":"receipt","delivered":-1}',
    "a huge position": '{"type":"receipt","delivered":1e400}',
    "a huge whole position": '{"type":"receipt","delivered":99999999999999999999999999}',
    "a broken position": '{"type":"receipt","delivered":1.5}',
    "too many attachments": json.dumps(
        {"type": "message", "id": str(new_id()), "attachmentIds": [str(new_id()) for _ in range(11)]}
    ),
    "a status of our own": '{"type":"presence","status":"online"}',
}


@pytest.mark.parametrize("text", INVALID.values(), ids=INVALID)
async def test_what_is_no_frame_is_refused_and_the_socket_lives(
    customer: Client, chat: FakeExchange, text: str
) -> None:
    await customer.socket.send(text)
    error = await customer.until("error")
    assert error["code"] in {"frame.invalid", "permission.denied"}
    assert error.get("retryable", False) is False
    await customer.send(type="ping")
    await customer.until("pong")
    assert not chat.of(Send)


NOT_JSON = {
    "words": "hello",
    "half": '{"type":',
    "NaN": '{"type":"receipt","delivered":NaN}',
    "a lone surrogate": '{"type":"message","id":"\\ud800"}',
    "two": '{"type":"ping"}{"type":"ping"}',
    "deep": '{"type":"ping","x":' + "[" * 30_000 + "]" * 30_000 + "}",
}


@pytest.mark.parametrize("text", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_no_json_ends_the_socket(customer: Client, text: str) -> None:
    await customer.socket.send(text)
    assert await customer.close_code() == 1007


async def test_binary_is_not_taken(customer: Client) -> None:
    await customer.socket.send(b"\0\1")
    assert await customer.close_code() == 1003


async def test_a_name_given_twice_counts_once(customer: Client, chat: FakeExchange) -> None:
    said = new_id()
    await customer.socket.send(f'{{"type":"message","id":"{new_id()}","id":"{said}","content":"x"}}')
    assert (await customer.until("delivered"))["id"] == str(said)
    assert [request.message.id for request in chat.of(Send)] == [said]


async def test_unknown_fields_are_nothing(customer: Client) -> None:
    await customer.send(type="ping", tenantId=new_id(), position=3)
    await customer.until("pong")


async def test_a_foreign_conversation_is_not_found(customer: Client, chat: FakeExchange) -> None:
    said = await customer.say("x", conversationId=new_id())
    error = await customer.until("error")
    assert (error["code"], error["id"]) == ("conversation.not_found", str(said))
    await customer.send(type="receipt", delivered=1, conversationId=new_id())
    assert (await customer.until("error"))["code"] == "conversation.not_found"
    await customer.send(type="subscribe", conversationId=new_id())
    assert (await customer.until("error"))["code"] == "conversation.not_found"
    assert not chat.of(Send)


async def test_too_many_invalid_frames_end_the_socket(customer: Client) -> None:
    for _ in range(21):
        await customer.socket.send("{}")
    assert await customer.close_code() == 1008


async def test_a_flood_of_frames_ends_the_socket(start_gateway: StartGateway, tokens: FakeTokens) -> None:
    gateway = await start_gateway()
    customer = await Client.open(gateway.port, tokens.issue(caller()), conversation_id=new_id())
    await customer.until("welcome")
    for _ in range(260):
        await customer.send(type="ping")
    assert await customer.close_code() == 4429


@pytest.mark.parametrize("position", [-1, 1.5, "7", 2**53, True], ids=str)
async def test_an_auth_with_an_impossible_position_is_refused_as_invalid(gateway: Gateway, position: object) -> None:
    raw, _ = await Raw.connect(gateway.port)
    raw.say(type="auth", token="t", position=position)
    opcode, payload = await raw.receive()
    error = json.loads(payload)
    assert (opcode, error["type"], error["code"]) == (1, "error", "frame.invalid")
    assert "position" in error["message"]
    assert await raw.close_code() == 1008
    raw.close()


async def test_before_auth_nothing_else_is_heard(gateway: Gateway) -> None:
    raw, _ = await Raw.connect(gateway.port)
    raw.say(type="ping")
    assert await raw.close_code() == 4401
    raw.close()


@pytest.mark.parametrize(
    ("path", "protocol", "status"),
    [
        ("/ws/v1/other", "chorus.v1", "404"),
        ("/ws/v1/conversations/42", "chorus.v1", "404"),
        ("/ws/v1/agent/", "chorus.v1", "404"),
        ("/", "chorus.v1", "404"),
        ("/ws/v1/agent", "graphql-ws", "400"),
        ("/ws/v1/agent", "", "400"),
        ("/ws/v1/agent?token=x", "chorus.v1", "101"),
        ("/health", "", "200"),
        ("/ready", "", "200"),
    ],
)
async def test_paths_and_subprotocols(gateway: Gateway, path: str, protocol: str, status: str) -> None:
    raw, answer = await Raw.connect(gateway.port, path, Sec_WebSocket_Protocol=protocol)
    assert answer.split()[1] == status
    if status == "101":
        assert "Sec-WebSocket-Protocol: chorus.v1\r\n" in answer
    raw.close()


async def test_a_full_gateway_says_so_in_http(start_gateway: StartGateway, tokens: FakeTokens) -> None:
    gateway = await start_gateway(sockets_per_process=1)
    first = await Client.open(gateway.port, tokens.issue(caller()), conversation_id=new_id())
    await first.until("welcome")
    raw, answer = await Raw.connect(gateway.port)
    assert answer.startswith("HTTP/1.1 503")
    assert "Retry-After: 30" in answer
    raw.close()
    assert gateway.metrics.refused_handshakes[503] == 1


async def test_a_gateway_that_goes_away_takes_nobody(gateway: Gateway) -> None:
    await gateway.drain(0)
    raw, answer = await Raw.connect(gateway.port)
    assert answer.startswith("HTTP/1.1 503")
    raw.close()
    ready, answer = await Raw.connect(gateway.port, "/ready")
    assert answer.startswith("HTTP/1.1 503")
    ready.close()


async def test_who_does_not_read_is_closed_and_the_others_do_not_wait(
    start_gateway: StartGateway, chat: FakeExchange, tokens: FakeTokens
) -> None:
    gateway = await start_gateway(write_seconds=0.6, outbound_max_bytes=64 * 1024)
    conversation_id, who = new_id(), caller()
    slow, _ = await Raw.connect(
        gateway.port,
        f"/ws/v1/conversations/{conversation_id}",
        Sec_WebSocket_Protocol=f"chorus.v1, bearer.{tokens.issue(who)}, nonce.slow",
    )
    slow.say(type="auth")
    assert json.loads((await slow.receive())[1])["type"] == "welcome"
    healthy = await Client.open(gateway.port, tokens.issue(who), conversation_id=conversation_id)
    await healthy.until("welcome")
    slow.stop_reading()
    text = "x" * 60_000
    number = 0
    async with asyncio.timeout(20):
        while not gateway.metrics.slow_closes:
            number += 1
            await chat.append(conversation_id, type="message.sent", text=text)
            assert (await healthy.receive())["position"] == number
    async with asyncio.timeout(30):
        while gateway.metrics.closes[4008, "slow"] < 1:
            await asyncio.sleep(0.02)
    assert gateway.limits.sockets == 1
    slow.close()


async def test_a_write_that_is_stuck_is_given_up_in_time(
    start_gateway: StartGateway, chat: FakeExchange, tokens: FakeTokens
) -> None:
    gateway = await start_gateway(write_seconds=0.6, outbound_max_bytes=256 * 1024 * 1024)
    conversation_id: UUID = new_id()
    slow, _ = await Raw.connect(
        gateway.port,
        f"/ws/v1/conversations/{conversation_id}",
        Sec_WebSocket_Protocol=f"chorus.v1, bearer.{tokens.issue(caller())}, nonce.stuck",
    )
    slow.say(type="auth")
    await slow.receive()
    slow.stop_reading()
    for _ in range(400):
        await chat.append(conversation_id, type="message.sent", text="x" * 30_000)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(30):
        while not gateway.metrics.slow_closes:
            await asyncio.sleep(0.02)
    assert 0.3 <= loop.time() - began <= 2
    slow.close()


async def test_half_a_frame_holds_up_nobody(gateway: Gateway, customer: Client, tokens: FakeTokens) -> None:
    raw, _ = await Raw.connect(gateway.port)
    raw.send(frame(1, b"x" * 100)[:50])
    await customer.send(type="ping")
    await customer.until("pong")
    raw.close()
