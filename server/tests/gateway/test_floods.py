"""Those who come slowly, in crowds, or never go: they are cut off or turned away, and a neighbour notices nothing."""

import asyncio
import json
from contextlib import suppress
from ipaddress import ip_network
from random import Random
from typing import Any

import pytest

from chorus.core.ids import new_id
from chorus.gateway.gateway import Gateway
from tests.gateway.conftest import Crowd, StartGateway
from tests.gateway.fakes import Client, FakeTokens, caller
from tests.gateway.raw import KEY, Raw, frame

PATIENCE_SECONDS = 30
HANDSHAKE = (
    "GET /ws/v1/agent HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chorus.v1\r\n"
).encode()
PROXY = (ip_network("127.0.0.0/8"),)


async def neighbour_in(gateway: Gateway, tokens: FakeTokens) -> Client:
    """Somebody in order, welcomed."""
    client = await Client.open(gateway.port, tokens.issue(caller(name="Neighbour")), conversation_id=new_id())
    await client.until("welcome")
    return client


async def drip(port: int, text: bytes, crowd: Crowd) -> bytes:
    """Say one byte at a time for ever; what came until the server hung up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    crowd.append(writer)
    answer = asyncio.create_task(reader.read())
    number = 0
    while not answer.done():
        with suppress(ConnectionError, RuntimeError):
            writer.write(text[number % len(text)].to_bytes(1, "big"))
        number += 1
        await asyncio.wait({answer}, timeout=0.05)
    with suppress(ConnectionError):
        return await answer
    return b""


@pytest.mark.parametrize(
    "text", [HANDSHAKE, b"X-Header: and another\r\n", b"\r\n", b"\0"], ids=["upgrade", "headers", "blank", "nul"]
)
async def test_a_handshake_that_never_ends_is_cut_off(
    start_gateway: StartGateway, tokens: FakeTokens, crowd: Crowd, text: bytes
) -> None:
    gateway = await start_gateway(handshake_seconds=0.3)
    neighbour = await neighbour_in(gateway, tokens)
    async with asyncio.timeout(PATIENCE_SECONDS):
        answers = await asyncio.gather(*(drip(gateway.port, text, crowd) for _ in range(20)))
    assert not any(answer.startswith(b"HTTP/1.1 101") for answer in answers)
    assert len(gateway.endpoints) == 1
    await neighbour.say("still here")
    await neighbour.until("delivered")


async def test_who_connects_and_says_nothing_is_cut_off(start_gateway: StartGateway, crowd: Crowd) -> None:
    # Long enough for the hundredth to come before the first is cut off.
    gateway = await start_gateway(handshake_seconds=2)
    readers = []
    for _ in range(100):
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        readers.append(reader)
        crowd.append(writer)
    async with asyncio.timeout(PATIENCE_SECONDS):
        answers = await asyncio.gather(*(reader.read() for reader in readers))
    # An address may hold as many half-open handshakes as sockets; the others hear at once that it is too many.
    assert [answer[:12] for answer in answers] == [b""] * 50 + [b"HTTP/1.1 429"] * 50
    assert not gateway.endpoints
    assert gateway.limits.sockets == 0


async def test_who_never_says_who_they_are_is_sent_away(
    start_gateway: StartGateway, tokens: FakeTokens, crowd: Crowd
) -> None:
    gateway = await start_gateway(auth_seconds=2)
    neighbour = await neighbour_in(gateway, tokens)
    silent = [(await Raw.connect(gateway.port))[0] for _ in range(20)]
    crowd.extend(raw.writer for raw in silent)
    assert {await raw.close_code() for raw in silent} == {4405}
    await neighbour.say("still here")
    await neighbour.until("delivered")
    assert gateway.limits.sockets == 1


async def test_who_no_longer_answers_is_given_up(start_gateway: StartGateway, tokens: FakeTokens, crowd: Crowd) -> None:
    gateway = await start_gateway(ping_seconds=0.2, pong_seconds=3)
    neighbour = await neighbour_in(gateway, tokens)
    gone = [await welcomed(gateway, tokens, crowd) for _ in range(10)]  # their TCP lives, and nobody is behind it
    async with asyncio.timeout(PATIENCE_SECONDS):
        while gateway.metrics.closes[1001, "going_away"] < len(gone):
            await asyncio.sleep(0.02)
    assert len(gateway.endpoints) == gateway.limits.sockets == 1
    await neighbour.say("still here")
    await neighbour.until("delivered")


async def welcomed(gateway: Gateway, tokens: FakeTokens, crowd: Crowd) -> Raw:
    """A customer's socket by bytes, which answers no pings."""
    words = f"chorus.v1, bearer.{tokens.issue(caller())}, nonce.{new_id().hex}"
    raw, _ = await Raw.connect(gateway.port, f"/ws/v1/conversations/{new_id()}", Sec_WebSocket_Protocol=words)
    crowd.append(raw.writer)
    raw.say(type="auth")
    assert json.loads((await raw.receive())[1])["type"] == "welcome"
    return raw


async def test_a_flood_of_pings_ends_its_socket_alone(gateway: Gateway, tokens: FakeTokens, crowd: Crowd) -> None:
    neighbour, flooding = await neighbour_in(gateway, tokens), await welcomed(gateway, tokens, crowd)
    flooding.send(frame(9, b"x" * 125) * 2_000)
    assert await flooding.close_code() == 1008
    await neighbour.say("still here")
    await neighbour.until("delivered")


async def taken_in(gateway: Gateway, crowd: Crowd, forwarded: Any) -> int:
    """How many of a hundred sockets the gateway keeps; `forwarded` is what the header of each says."""
    opened = []
    for number in range(100):
        raw, answer = await Raw.connect(gateway.port, X_Forwarded_For=forwarded(number))
        assert answer.startswith("HTTP/1.1 101")
        opened.append(raw)
        crowd.append(raw.writer)
    refused = 0
    for raw in opened:
        raw.send(frame(9, b"in?"))
        opcode, payload = await raw.receive()
        if opcode == 1:
            assert json.loads(payload)["code"] == "socket.too_many"
            assert await raw.close_code() == 4429
            refused += 1
        else:
            assert (opcode, payload) == (10, b"in?")
    return len(opened) - refused


def own(number: int) -> str:
    """An address for each."""
    return f"198.51.100.{number}"


ONE_ADDRESS = {
    "no header": ((), lambda _: "", 50),
    "a header that nobody vouches for": ((), own, 50),
    "a proxy's header, one client": (PROXY, lambda _: "203.0.113.9", 50),
    "a client that writes the header itself, behind a proxy": (PROXY, lambda n: f"{own(n)}, 203.0.113.9", 50),
    "a client with a port, behind a proxy": (PROXY, lambda n: f"203.0.113.9:{4_000 + n}", 50),
    "a client with a network of IPv6": (PROXY, lambda n: f"[2001:db8::{n:x}]:443", 50),
    "a proxy's header, many clients": (PROXY, own, 100),
}


@pytest.mark.parametrize(("proxies", "forwarded", "kept"), ONE_ADDRESS.values(), ids=ONE_ADDRESS)
async def test_a_hundred_sockets_from_one_address(
    start_gateway: StartGateway, crowd: Crowd, proxies: Any, forwarded: Any, kept: int
) -> None:
    gateway = await start_gateway(trusted_proxies=proxies)
    assert await taken_in(gateway, crowd, forwarded) == kept


@pytest.mark.parametrize("first", range(0, 200, 50))
async def test_a_spoilt_handshake_is_answered_in_http_or_not_at_all(
    gateway: Gateway, tokens: FakeTokens, first: int
) -> None:
    neighbour = await neighbour_in(gateway, tokens)
    for seed in range(first, first + 50):
        answer = await handshake(gateway.port, spoilt_handshake(Random(seed)))
        assert answer[:12] in {b"", b"HTTP/1.1 101", b"HTTP/1.1 200", b"HTTP/1.1 400", b"HTTP/1.1 404"}, seed
    await neighbour.say("still here")
    await neighbour.until("delivered")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(gateway.endpoints) > 1:
            await asyncio.sleep(0.01)


def spoilt_handshake(random: Random) -> bytes:
    """An upgrade request with something wrong, or nothing."""
    data = bytearray(HANDSHAKE + b"\r\n")
    for _ in range(random.randint(0, 3)):
        at, what = random.randrange(len(data)), random.random()
        if what < 0.4:
            data[at] = random.randrange(256)
        elif what < 0.6:
            data[at:at] = random.choice(
                (b"\r\n", b"\0", b": ", b"\r\nX: y", b"\xff\xfe", b"Host: a\r\nHost: b\r\n", b"x" * 9_000)
            )
        elif what < 0.8:
            del data[at : at + random.randint(1, 30)]
        else:
            data += random.randbytes(random.randint(1, 50))
    return bytes(data)


async def handshake(port: int, data: bytes) -> bytes:
    """Send it and nothing more; the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        writer.write_eof()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await reader.read(200)
    except ConnectionError:
        return b""
    finally:
        writer.close()
