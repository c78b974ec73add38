"""A flood of whatever frames is cut before it is handled, and a turn of the loop has a bounded part of each socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from multidict import CIMultiDict

from chorus.gateway.gateway import Gateway
from chorus.gateway.protocol.options import Rate
from chorus.gateway.transport.intake import IntakeLimits
from chorus.gateway.transport.server import Server
from chorus.gateway.transport.transport import Handler, Socket
from chorus.protocol.close_codes import POLICY, Close
from load.clients.flooder import KINDS
from load.clients.flooder import frame as zero_masked
from tests.gateway.conftest import Crowd, StartGateway
from tests.gateway.fakes import FakeTokens
from tests.gateway.raw import Raw, frame
from tests.gateway.test_floods import neighbour_in, welcomed

FLOOD_BYTES = 400_000
VIOLATIONS = {"unmasked": 1002, "huge lengths": 1009, "one frame by bytes": 1002, "large messages": 4401}


async def cut(raw: Raw, flood: bytes) -> int:
    """Send until the server hangs up; the close code."""
    with suppress(ConnectionError):
        raw.send(flood)
    while True:
        opcode, payload = await raw.receive()
        if opcode == 8:
            return int.from_bytes(payload[:2], "big")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_flood_without_auth_is_cut_and_a_neighbour_is_served(
    gateway: Gateway, tokens: FakeTokens, crowd: Crowd, kind: str
) -> None:
    neighbour = await neighbour_in(gateway, tokens)
    raw, _ = await Raw.connect(gateway.port)
    crowd.append(raw.writer)
    flood = KINDS[kind].first + KINDS[kind].again * (FLOOD_BYTES // len(KINDS[kind].again))
    code = await cut(raw, flood)
    # A close frame is answered, and what follows it is never looked at.
    assert code in {1008, 1000 if kind == "closes" else VIOLATIONS.get(kind, 1008)}
    await neighbour.say("still here")
    await neighbour.until("delivered")


@pytest.mark.parametrize("opcode", [9, 10])
async def test_a_flood_of_control_frames_is_cut_after_the_welcome_too(
    gateway: Gateway, tokens: FakeTokens, crowd: Crowd, opcode: int
) -> None:
    flooding = await welcomed(gateway, tokens, crowd)
    assert await cut(flooding, frame(opcode) * 5_000) == 1008
    assert gateway.metrics.floods_cut == 1


async def test_who_says_too_much_after_the_welcome_may_come_back(
    gateway: Gateway, tokens: FakeTokens, crowd: Crowd
) -> None:
    talking = await welcomed(gateway, tokens, crowd)
    assert await cut(talking, frame(1, b'{"type":"ping"}') * 500) == 4429


async def test_an_address_that_comes_back_to_flood_is_turned_away(
    gateway: Gateway, tokens: FakeTokens, crowd: Crowd
) -> None:
    answers = []
    for _ in range(6):
        raw, answer = await Raw.connect(gateway.port)
        crowd.append(raw.writer)
        answers.append(answer[:12])
        if answers[-1] == "HTTP/1.1 101":
            assert await cut(raw, frame(10) * 1_000) == 1008
    assert answers.count("HTTP/1.1 101") <= 4
    assert answers[-1] == "HTTP/1.1 429"


class Watched:
    """What was handled, by turns of the loop."""

    turns = 0

    def __init__(self) -> None:
        self.by_turn: dict[int, int] = {}
        self.handled = 0
        self.closes: list[Close | None] = []

    def opened(self, socket: Socket, peer: str) -> None:
        """Keep it."""
        del peer
        self.socket = socket

    def text(self, text: str) -> None:
        """Count."""
        del text
        self.handled += 1
        self.by_turn[Watched.turns] = self.by_turn.get(Watched.turns, 0) + 1

    def binary(self, payload: bytes) -> None:
        """Of no interest."""

    def pong(self) -> None:
        """The same."""
        self.text("")

    def flooded(self, *, is_text: bool) -> None:
        """Cut."""
        del is_text
        self.socket.close(POLICY)

    def stalled(self, *, is_stalled: bool) -> None:
        """Of no interest."""

    def lost(self, close: Close | None) -> None:
        """Gone."""
        self.closes.append(close)


Watch = Callable[[IntakeLimits], Awaitable[tuple[Watched, Raw]]]


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    """Opens a socket whose handling is counted."""
    servers: list[Server] = []
    opened: list[Raw] = []
    watched = Watched()

    def route(path: str, headers: "CIMultiDict[str]") -> Handler:
        del path, headers
        return watched

    def turn() -> None:
        Watched.turns += 1
        if servers:
            asyncio.get_running_loop().call_soon(turn)

    async def begin(limits: IntakeLimits) -> tuple[Watched, Raw]:
        server = Server(route, intake=limits)
        servers.append(server)
        turn()
        raw, _ = await Raw.connect(await server.start("127.0.0.1", 0))
        opened.append(raw)
        return watched, raw

    yield begin
    for raw in opened:
        raw.close()
    for server in servers:
        await server.close()
    servers.clear()


async def test_one_turn_handles_a_bounded_part_of_a_burst(watch: Watch) -> None:
    watched, raw = await watch(IntakeLimits(first_frames=200))
    raw.send(frame(1, b"{}") * 150 + frame(9, b"done"))
    assert await raw.receive() == (10, b"done")
    assert watched.handled == 150
    assert max(watched.by_turn.values()) <= 32


async def test_of_a_flood_in_one_read_nothing_is_handled(watch: Watch) -> None:
    watched, raw = await watch(IntakeLimits(first_frames=32))
    raw.send(zero_masked(10) * 100_000)
    assert await cut(raw, b"") == 1008
    assert watched.handled <= 32


async def test_a_message_of_many_reads_arrives_whole(watch: Watch) -> None:
    watched, raw = await watch(IntakeLimits(first_frames=200, bytes=Rate(10**6, 10**7)))
    for _ in range(10):
        raw.send(frame(1, b"x" * 65_536))
    raw.send(frame(9, b"done"))
    assert await raw.receive() == (10, b"done")
    assert watched.handled == 10


@pytest.mark.parametrize("apart", [1, 6, 7])
async def test_two_closes_in_one_read_are_one_goodbye(watch: Watch, apart: int) -> None:
    watched, raw = await watch(IntakeLimits())
    closes = frame(8, b"\x03\xe8") * 2
    raw.send(closes[:apart])
    await asyncio.sleep(0)
    raw.send(closes[apart:] + frame(1, b"not heard"))
    assert await raw.receive() == (8, b"\x03\xe8")
    assert await raw.reader.read() == b""
    assert watched.handled == 0


async def test_frames_that_come_with_the_upgrade_are_counted_and_handled(start_gateway: StartGateway) -> None:
    gateway = await start_gateway()
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    lines = [
        "GET /ws/v1/agent HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: chorus.v1",
        "",
        "",
    ]
    writer.write("\r\n".join(lines).encode() + frame(9, b"early"))
    await reader.readuntil(b"\r\n\r\n")
    raw = Raw(reader, writer)
    assert await raw.receive() == (10, b"early")
    writer.close()
