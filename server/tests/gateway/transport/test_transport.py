"""What RFC 6455 asks of a server, by bytes: an echo over the gateway's transport."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from multidict import CIMultiDict

from chorus.gateway.protocol.handshake import HttpAnswer
from chorus.gateway.transport.assembly import text_frame
from chorus.gateway.transport.intake import IntakeLimits
from chorus.gateway.transport.server import Server
from chorus.gateway.transport.transport import Handler, Socket
from chorus.protocol.close_codes import POLICY, Close
from tests.gateway.raw import Raw, frame

Connect = Callable[[], Awaitable[Raw]]
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Echo:
    """Says what it hears."""

    def opened(self, socket: Socket, peer: str) -> None:
        """Keep the socket."""
        self.socket = socket
        self.peer = peer

    def text(self, text: str) -> None:
        """The same."""
        self.socket.write(text_frame(text.encode()))

    def binary(self, payload: bytes) -> None:
        """The same."""
        self.socket.send_binary(payload)

    def pong(self) -> None:
        """Nothing."""

    def flooded(self, *, is_text: bool) -> None:
        """It brings too much."""
        del is_text
        self.socket.close(POLICY)

    def stalled(self, *, is_stalled: bool) -> None:
        """Nothing."""

    def lost(self, close: Close | None) -> None:
        """Nothing."""


def route(path: str, headers: "CIMultiDict[str]") -> Handler | HttpAnswer:
    """Everybody in."""
    del path, headers
    return Echo()


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Connects to a server that takes binary too; what is received leaves no trace of the upgrade."""
    server = Server(route, takes_binary=True, close_seconds=0.3, intake=IntakeLimits(first_frames=150))
    port = await server.start("127.0.0.1", 0)
    opened: list[Raw] = []

    async def open_one() -> Raw:
        raw, answer = await Raw.connect(port)
        assert answer.startswith("HTTP/1.1 101")
        opened.append(raw)
        return raw

    yield open_one
    for raw in opened:
        raw.close()
    await server.close()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
async def test_messages_of_all_lengths(connect: Connect, opcode: int, size: int) -> None:
    raw = await connect()
    raw.send(frame(opcode, b"*" * size))
    assert await raw.receive() == (opcode, b"*" * size)


async def test_a_message_in_octets(connect: Connect) -> None:
    raw = await connect()
    for byte in frame(TEXT, "Grüße 👋".encode()):
        raw.send(bytes([byte]))
        await raw.writer.drain()
    assert await raw.receive() == (TEXT, "Grüße 👋".encode())


async def test_fragments_are_joined_and_pings_between_are_answered(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(TEXT, b"one ", fin=False))
    raw.send(frame(PING, b"alive?"))
    raw.send(frame(CONTINUATION, b"", fin=False))
    raw.send(frame(CONTINUATION, b"two"))
    assert await raw.receive() == (PONG, b"alive?")
    assert await raw.receive() == (TEXT, b"one two")


async def test_a_character_may_be_cut_between_fragments(connect: Connect) -> None:
    raw = await connect()
    text = "κόσμε".encode()
    for index, byte in enumerate(text):
        opcode = TEXT if index == 0 else CONTINUATION
        raw.send(frame(opcode, bytes([byte]), fin=index == len(text) - 1))
    assert await raw.receive() == (TEXT, text)


BAD_UTF8 = (
    b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65\x64",  # a surrogate
    b"\xff",
    b"\xc0\xaf",  # longer than need be
    b"\xf4\x90\x80\x80",  # beyond U+10FFFF
    b"\xe2\x82",  # cut short
    b"\xed\xa0\x80",
)


@pytest.mark.parametrize("payload", BAD_UTF8)
async def test_text_that_is_no_utf8_is_1007(connect: Connect, payload: bytes) -> None:
    raw = await connect()
    raw.send(frame(TEXT, payload))
    assert await raw.close_code() == 1007


async def test_fragments_that_are_no_utf8_together_are_1007(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(TEXT, b"\xe2\x82", fin=False) + frame(CONTINUATION, b"x"))
    assert await raw.close_code() == 1007


PROTOCOL_ERRORS = {
    "reserved bit 1": frame(TEXT, b"x", rsv=4),
    "reserved bit 2": frame(TEXT, b"x", rsv=2),
    "reserved bit 3": frame(TEXT, b"x", rsv=1),
    "reserved bits on a ping": frame(PING, b"x", rsv=4),
    "reserved bits on a close": frame(CLOSE, b"\x03\xe8", rsv=1),
    "reserved bits on a fragment": frame(TEXT, b"x", fin=False) + frame(CONTINUATION, b"y", rsv=2),
    "reserved opcode 3": frame(3, b"x"),
    "reserved opcode 7": frame(7, b"x"),
    "reserved control opcode": frame(11, b"x"),
    "no mask": frame(TEXT, b"x", is_masked=False),
    "a ping in fragments": frame(PING, b"x", fin=False),
    "a ping too long": frame(PING, b"x" * 126),
    "a close too long": frame(CLOSE, b"\x03\xe8" + b"x" * 124),
    "a continuation of nothing": frame(CONTINUATION, b"x"),
    "an unfinished continuation of nothing": frame(CONTINUATION, b"x", fin=False),
    "a message inside another": frame(TEXT, b"x", fin=False) + frame(TEXT, b"y"),
    "half a close code": frame(CLOSE, b"\x03"),
    **{f"close {code}": frame(CLOSE, code.to_bytes(2, "big")) for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100)},
    **{f"close {code}": frame(CLOSE, code.to_bytes(2, "big")) for code in (2000, 2999, 5000, 65535)},
}


@pytest.mark.parametrize("sent", PROTOCOL_ERRORS.values(), ids=PROTOCOL_ERRORS)
async def test_what_breaks_the_protocol_is_1002(connect: Connect, sent: bytes) -> None:
    raw = await connect()
    raw.send(sent)
    assert await raw.close_code() == 1002


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])
async def test_a_close_is_answered_in_kind(connect: Connect, code: int) -> None:
    raw = await connect()
    raw.send(frame(CLOSE, code.to_bytes(2, "big") + b"bye"))
    assert await raw.close_code() == code


async def test_a_close_without_a_code_is_answered(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(CLOSE))
    assert await raw.close_code() == 1000


async def test_a_close_reason_that_is_no_utf8_is_1007(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(CLOSE, b"\x03\xe8\xff"))
    assert await raw.close_code() == 1007


async def test_nothing_is_answered_after_a_close(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(CLOSE, b"\x03\xe8") + frame(TEXT, b"too late") + frame(PING, b"too late"))
    assert await raw.close_code() == 1000


async def test_a_frame_too_big_is_1009_before_it_is_received(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(TEXT, b"", length=65_537))
    assert await raw.close_code() == 1009


async def test_a_message_too_big_in_fragments_is_1009(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(TEXT, b"x" * 40_000, fin=False) + frame(CONTINUATION, b"x" * 40_000, fin=False))
    assert await raw.close_code() == 1009


async def test_a_message_may_have_64_fragments_and_no_more(connect: Connect) -> None:
    raw = await connect()
    begun = frame(TEXT, b"a", fin=False)
    raw.send(begun + frame(CONTINUATION, b"", fin=False) * 62 + frame(CONTINUATION, b"b"))
    assert await raw.receive() == (TEXT, b"ab")
    raw.send(begun + frame(CONTINUATION, b"", fin=False) * 63 + frame(CONTINUATION, b"b"))
    assert await raw.close_code() == 1008


async def test_an_unasked_pong_is_nothing(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(PONG, b"x") + frame(TEXT, b"still here"))
    assert await raw.receive() == (TEXT, b"still here")


async def test_a_flood_of_pings_is_ended(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(PING, b"x") * 200)
    assert await raw.close_code() == 1008


async def test_who_does_not_answer_the_close_is_cut_off(connect: Connect) -> None:
    raw = await connect()
    raw.send(frame(TEXT, b"\xff"))
    assert (await raw.receive())[0] == CLOSE
    async with asyncio.timeout(30):
        assert await raw.reader.read() == b""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Connection": "keep-alive, Upgrade"}, "101"),
        ({"Connection": "close"}, "400"),
        ({"Upgrade": "h2c"}, "400"),
        ({"Sec_WebSocket_Key": "short"}, "400"),
        ({"Sec_WebSocket_Version": "12"}, "400"),
        ({"X_Long": "x" * 20_000}, "431"),
    ],
)
async def test_upgrades(headers: dict[str, str], status: str) -> None:
    server = Server(route)
    port = await server.start("127.0.0.1", 0)
    try:
        raw, answer = await Raw.connect(port, **headers)
        assert answer.split()[1] == status
        raw.close()
    except (asyncio.IncompleteReadError, ConnectionResetError):
        assert status == ""
    finally:
        await server.close()


async def test_a_slow_handshake_is_cut_off() -> None:
    server = Server(route, handshake_seconds=0.2)
    port = await server.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /ws/v1/agent HTTP/1.1\r\nHost: ")
    async with asyncio.timeout(30):
        assert await reader.read() == b""
    writer.close()
    await server.close()


@pytest.mark.parametrize("head", [frame(3, b""), frame(TEXT, b"x", is_masked=False), frame(TEXT, b"", length=65_537)])
async def test_nothing_follows_the_goodbye_to_a_broken_head(connect: Connect, head: bytes) -> None:
    raw = await connect()
    raw.send(frame(TEXT, b"read together with what is broken") + head)
    assert (await raw.receive())[0] == CLOSE
    async with asyncio.timeout(30):
        assert await raw.reader.read() == b""
