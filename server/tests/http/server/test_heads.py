"""What a request is made of has a size and one meaning."""

import asyncio

import pytest

from tests.http.server.site import HOST, code_of, site

TOO_LARGE = (431, "request.head_too_large")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 40_000,
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 400_000,
        b"GET / HTTP/1.1\r\n" + HOST + b"X" * 40_000,
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 100 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X%d: %s\r\n" % (i, b"a" * 3_000) for i in range(12)) + b"\r\n",
    ],
    ids=["line", "value", "name", "number", "sum"],
)
async def test_a_head_that_is_too_large_is_refused(head: bytes) -> None:
    async with site() as there:
        assert code_of(await there.ask(head)) == TOO_LARGE


async def test_a_head_that_comes_byte_by_byte_is_counted_too() -> None:
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"GET / HTTP/1.1\r\n" + HOST + b"X: ")
        for _ in range(50):
            writer.write(b"a" * 1_000)
            await writer.drain()
            await asyncio.sleep(0)
        assert code_of(await reader.read()) == TOO_LARGE


async def test_what_follows_a_refused_head_is_thrown_away_and_the_answer_is_read() -> None:
    """120 MB of header: the answer comes at once, and the client, still sending, sees it."""
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"GET / HTTP/1.1\r\n" + HOST + b"X: ")
        for _ in range(40):
            writer.write(b"a" * 1_000_000)
            await writer.drain()
        assert code_of(await reader.read()) == TOO_LARGE
        with pytest.raises(ConnectionError):  # more than 64 MB is not listened to
            for _ in range(400):
                writer.write(b"a" * 1_000_000)
                await writer.drain()
        await there.ends()


async def test_a_head_of_the_largest_size_is_served_with_its_body() -> None:
    async with site() as there:
        head = b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 300000\r\n" + HOST
        rest = 32 * 1024 - len(head) - len(b"X: \r\n\r\n")
        answer = await there.ask(head + b"X: " + b"a" * rest + b"\r\n\r\n" + b"b" * 300_000)
        assert b'"length": 300000' in answer


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        b"GET / HTTP/1.0\r\n" + HOST + HOST + b"\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_a_request_that_could_be_read_in_two_ways_is_refused(request_: bytes) -> None:
    async with site() as there:
        assert code_of(await there.ask(request_)) == (400, "request.malformed")


@pytest.mark.parametrize("host", [b"chat.example", b"chat.example:8080", b"127.0.0.1:8080", b"[::1]:8080", b"a_b"])
async def test_a_usual_host_is_served(host: bytes) -> None:
    async with site() as there:
        answer = await there.ask(b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200")


async def test_an_old_request_needs_no_host() -> None:
    async with site() as there:
        assert (await there.ask(b"GET / HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.1 200")


async def test_another_protocol_is_not_spoken_and_the_request_is_answered() -> None:
    async with site() as there:
        upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\n"
        answer = await there.ask(b"GET /a HTTP/1.1\r\n" + HOST + upgrade + b"PRI * HTTP/2.0\r\n\r\nSM")
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"path": "/a"' in answer
        assert answer.count(b"HTTP/1.1") == 1


async def test_a_body_that_is_no_chunk_and_too_long_is_refused_once() -> None:
    """Refused twice, the second answer came after the end of the first: an error with its stack in the log."""
    failed: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: failed.append(told))
    async with site() as there:
        head = b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
        reader, writer = await there.connect()
        writer.write(head)
        await asyncio.sleep(0.01)
        writer.write(b"zz\r\n" + b"a" * 60_000)
        assert code_of(await reader.read()) == (400, "request.malformed")
    assert failed == []
