"""The fault proxy does to a line what it says, and nothing while all is well."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import monotonic

import pytest

from load.faults.fault_proxy import Address, FaultProxy, fault_proxy

SOON = 0.1


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says everything back."""
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@pytest.fixture(params=["tcp", "unix"])
async def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FaultProxy]:
    """In front of an echo, with both ends of one kind."""
    if request.param == "tcp":
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        upstream, path = Address(port=server.sockets[0].getsockname()[1]), ""
    else:
        server = await asyncio.start_unix_server(echo, tmp_path / "echo")
        upstream, path = Address(path=str(tmp_path / "echo")), str(tmp_path / "proxy")
    async with fault_proxy(upstream, path=path) as found:
        yield found
    server.close()


class Line:
    """A connection through the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, data: bytes, seconds: float = 30) -> bytes:
        """Say something, and read as much."""
        self.writer.write(data)
        async with asyncio.timeout(seconds):
            return await self.reader.readexactly(len(data))

    async def is_broken(self) -> bool:
        """Whether the line ends."""
        try:
            async with asyncio.timeout(30):
                return await self.reader.read(1) == b""
        except OSError:
            return True


Dial = Callable[[], Awaitable[Line]]


@pytest.fixture
async def dial(proxy: FaultProxy) -> AsyncIterator[Dial]:
    """Opens lines through the proxy."""
    opened: list[Line] = []

    async def open_line() -> Line:
        opened.append(Line(*await Address(port=proxy.port, path=proxy.path).connect()))
        return opened[-1]

    yield open_line
    for line in opened:
        line.writer.close()


async def test_a_healthy_proxy_passes_everything_on(proxy: FaultProxy, dial: Dial) -> None:
    line, data = await dial(), bytes(range(256)) * 4_000
    assert await line.ask(data) == data


async def test_latency_is_added_each_way(proxy: FaultProxy, dial: Dial) -> None:
    proxy.faults.latency_seconds = 0.05
    line, began = await dial(), monotonic()
    await line.ask(b"x")
    assert monotonic() - began >= 0.1


async def test_a_throttled_line_is_slow(proxy: FaultProxy, dial: Dial) -> None:
    proxy.faults.bytes_per_second = 20_000
    line, began = await dial(), monotonic()
    assert await line.ask(bytes(4_000)) == bytes(4_000)
    assert monotonic() - began >= 0.15


async def test_a_cut_resets_open_lines_and_refuses_new_ones_until_it_is_healed(proxy: FaultProxy, dial: Dial) -> None:
    line = await dial()
    await line.ask(b"x")
    proxy.cut()
    assert await line.is_broken()
    assert await (await dial()).is_broken()
    proxy.heal()
    assert await (await dial()).ask(b"y") == b"y"


async def test_a_silent_line_stays_open(proxy: FaultProxy, dial: Dial) -> None:
    line = await dial()
    await line.ask(b"x")
    proxy.silence()
    assert proxy.faults.is_black_hole
    with pytest.raises(TimeoutError):
        await line.ask(b"y", SOON)
    assert not line.reader.at_eof()
    proxy.heal()
    assert await line.is_broken()


async def test_a_lost_answer_is_one_to_a_request_that_arrived(proxy: FaultProxy, dial: Dial) -> None:
    line = await dial()
    await line.ask(b"x")
    proxy.faults.loses_answers = True
    with pytest.raises(TimeoutError):
        await line.ask(b"yy", SOON)
    assert proxy.swallowed == 2


async def test_a_certain_reset_breaks_the_line(proxy: FaultProxy, dial: Dial) -> None:
    proxy.faults.reset_chance = 1.0
    line = await dial()
    line.writer.write(b"x")
    assert await line.is_broken()
