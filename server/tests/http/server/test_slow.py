"""Who is slow is not awaited for ever. Time is told, not waited for."""

import asyncio

import pytest

from tests.http.server.site import HOST, code_of, rest_of, site
from tests.proof.stack import until


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\n" + HOST + b"X: a"])
async def test_a_request_that_does_not_come_is_not_awaited(begun: bytes) -> None:
    async with site() as there:
        clients = [await there.connect() for _ in range(20)]
        for _, writer in clients:
            writer.write(begun)
            await writer.drain()
        await asyncio.sleep(0.05)
        await there.later(9)
        assert len(there.server.open) == 20

        await there.later(2)

        answers = await asyncio.gather(*(reader.read() for reader, _ in clients))
        assert {answer and code_of(answer) for answer in answers} == (
            {(408, "request.timeout")} if begun.startswith(b"GET") else {b""}
        )
        await there.later(11)
        await there.ends()


async def test_a_head_that_trickles_has_as_long_as_one_that_stands_still() -> None:
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"GET / HTTP/1.1\r\n" + HOST)
        for _ in range(6):
            writer.write(b"X: a\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)
            await there.later(2)
        assert code_of(await reader.read()) == (408, "request.timeout")


async def test_a_connection_of_which_only_empty_lines_come_is_not_kept() -> None:
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        await reader.readuntil(b"}")
        writer.write(b"\r\n")  # takes uvicorn's timer of the idle connection away
        await asyncio.sleep(0.05)
        await there.later(11)
        assert await reader.read() == b""


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_a_body_that_makes_no_progress_is_cut(is_chunked: bool) -> None:
    async with site() as there:
        reader, writer = await there.connect()
        length = b"Transfer-Encoding: chunked\r\n" if is_chunked else b"Content-Length: 100000\r\n"
        writer.write(b"POST / HTTP/1.1\r\n" + HOST + length + b"\r\n")
        for _ in range(8):
            writer.write(b"1\r\na\r\n" if is_chunked else b"a")
            await writer.drain()
            await asyncio.sleep(0.01)
            await there.later(2.1)
        assert code_of(await reader.read()) == (408, "request.timeout")


async def test_a_slow_upload_that_goes_on_is_served() -> None:
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 90000\r\nConnection: close\r\n\r\n")
        for _ in range(9):
            writer.write(b"a" * 10_000)
            await writer.drain()
            await asyncio.sleep(0.02)
            await there.later(10)
        assert b'"length": 90000' in await reader.read()


async def test_bytes_that_are_no_body_are_no_progress() -> None:
    """Chunks of one byte, extensions of chunks, and trailers."""
    async with site() as there:
        start = b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
        for rest in (
            b"1\r\na\r\n" * 60_000,
            b"1;" + b"e" * 200_000,
            b"0\r\nTrailer: " + b"t" * 200_000,
            b"0\r\n" + b"T: t\r\n" * 30_000,
        ):
            status, _ = code_of(await there.ask(start, rest))
            assert status in {400, 431}


async def test_an_answer_that_nobody_takes_is_cut() -> None:
    async with site() as there:
        _, writer = await there.connect()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        for _ in range(4):
            writer.write(b"GET /page HTTP/1.1\r\n" + HOST + b"\r\n")

        async def is_stuck() -> bool:
            connection = next(iter(there.server.open.all))
            return bool(connection.flow.write_paused)  # type: ignore[attr-defined]

        await until(is_stuck, "the answer is stuck")
        await there.later(1)
        await there.later(29)
        assert len(there.server.open) == 1
        await there.later(2)
        await there.ends()


async def test_requests_that_are_sent_all_at_once_are_bounded() -> None:
    async with site() as there:
        reader, writer = await there.connect()
        writer.write((b"GET / HTTP/1.1\r\n" + HOST + b"\r\n") * 12)
        for _ in range(12):
            await reader.readuntil(b"}")
        writer.write((b"GET / HTTP/1.1\r\n" + HOST + b"\r\n") * 2_000)
        assert (await rest_of(reader)).count(b"HTTP/1.1 200") < 20


async def test_a_request_before_a_malformed_one_is_still_served() -> None:
    async with site() as there:
        answer = await there.ask(b"GET /one HTTP/1.1\r\n" + HOST + b"\r\nnonsense\r\n\r\n")
        assert b'"path": "/one"' in answer
        assert answer.count(b"HTTP/1.1") == 1


async def test_an_answer_before_the_body_has_come_leaves_the_connection_usable() -> None:
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"POST /early HTTP/1.1\r\n" + HOST + b"Content-Length: 200000\r\n\r\n")
        await reader.readuntil(b"}")
        writer.write(b"a" * 200_000 + b"GET /next HTTP/1.1\r\n" + HOST + b"\r\n")
        assert b'"path": "/next"' in await reader.readuntil(b"}")

        writer.write(b"POST /early HTTP/1.1\r\n" + HOST + b"Content-Length: 200000\r\n\r\n")
        await reader.readuntil(b"}")
        await there.later(11)
        assert await rest_of(reader) == b""
        await there.ends()


async def test_an_answer_before_the_body_has_come_is_seen_where_it_is_the_last() -> None:
    """As nginx asks: HTTP/1.0, and the whole body whatever we say meanwhile. A reset would be its 502."""
    async with site() as there:
        reader, writer = await there.connect()
        writer.write(b"POST /early HTTP/1.0\r\nContent-Length: 3000000\r\n\r\n")
        await reader.readuntil(b"}")
        for _ in range(30):
            writer.write(b"a" * 100_000)
            await writer.drain()
        assert await reader.read() == b""
        writer.close()
        await there.ends()
