"""A proxy that misbehaves on demand: latency, resets, black holes, half-open lines, lost answers, throttling.

It stands before a TCP port or a unix socket and passes bytes on until it is told otherwise.
"""

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 64 * 1024
LOOK_SECONDS = 0.01
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
# What passes instead of a piece of data, and after how many seconds. What is late may be overtaken.
Meddle = Callable[[bytes], list[tuple[float, bytes]]]


@dataclass(frozen=True, slots=True)
class Address:
    """A TCP port of this machine, or a unix socket."""

    port: int = 0
    path: str = ""

    async def connect(self) -> Streams:
        """Open a connection; raises `OSError`."""
        if self.path:
            return await asyncio.open_unix_connection(self.path)
        return await asyncio.open_connection("127.0.0.1", self.port)


@dataclass(slots=True)
class Faults:
    """What is wrong at the moment. The directions are as seen by whoever connects: requests and answers."""

    latency_seconds: float = 0.0
    jitter_seconds: float = 0.0
    bytes_per_second: float = 0.0
    reset_chance: float = 0.0  # for each piece of data that passes
    is_refusing: bool = False  # no new connection
    loses_requests: bool = False  # swallowed; the line stays open
    loses_answers: bool = False
    meddle: Callable[[], Meddle] | None = None  # with the answers, on each line that opens from now on

    @property
    def is_black_hole(self) -> bool:
        """Nothing passes, and nobody is told."""
        return self.loses_requests and self.loses_answers


@dataclass(slots=True)
class FaultProxy:
    """One listening address in front of another; `upstream` may change while it runs."""

    upstream: Address
    port: int = 0
    path: str = ""
    faults: Faults = field(default_factory=Faults)
    seed: int = 0
    accepted: int = 0
    swallowed: int = 0
    _server: asyncio.Server | None = None
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)
    _chance: random.Random = field(default_factory=random.Random)

    async def start(self) -> None:
        """Listen; `port` tells where, unless there is a `path`."""
        self._chance = random.Random(self.seed)
        if self.path:
            self._server = await asyncio.start_unix_server(self._accept, self.path)
            return
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
        self.reset()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def heal(self) -> None:
        """Nothing is wrong any more. Lines on which bytes were lost are beyond repair, so they end."""
        is_holed = self.faults.loses_requests or self.faults.loses_answers or self.faults.meddle is not None
        self.faults = Faults()
        if is_holed:
            self.reset()

    def cut(self) -> None:
        """As if the machine behind were gone: open lines are reset, new ones refused."""
        self.faults.is_refusing = True
        self.reset()

    def silence(self) -> None:
        """As if the cable were pulled: everything stays open, nothing passes."""
        self.faults.loses_requests = self.faults.loses_answers = True

    def reset(self) -> None:
        """Reset the open lines."""
        for line in tuple(self._lines):
            _reset(line)

    @property
    def lines(self) -> int:
        """How many ends are open; each connection has two."""
        return len(self._lines)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._join(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.faults.is_refusing:
            _reset(writer)
            return
        try:
            far_reader, far_writer = await self.upstream.connect()
        except OSError:
            _reset(writer)
            return
        ends = (writer, far_writer)
        self._lines.update(ends)
        passing = [
            asyncio.ensure_future(self._pass(reader, far_writer, is_answer=False)),
            asyncio.ensure_future(self._pass(far_reader, writer, is_answer=True)),
        ]
        try:
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in passing:
                task.cancel()
            await asyncio.gather(*passing, return_exceptions=True)
            self._lines.difference_update(ends)
            for end in ends:
                end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        # Read and written by two tasks, so that latency delays each piece and does not slow the stream.
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1_000)
        sending = asyncio.create_task(self._send(waiting, writer))
        loop = asyncio.get_running_loop()
        meddle = self.faults.meddle() if is_answer and self.faults.meddle is not None else None
        try:
            with suppress(OSError):
                while data := await reader.read(CHUNK):
                    faults = self.faults
                    if faults.loses_answers if is_answer else faults.loses_requests:
                        self.swallowed += len(data)
                        continue
                    if faults.reset_chance and self._chance.random() < faults.reset_chance:
                        _reset(writer)
                        return
                    delay = faults.latency_seconds + self._chance.uniform(0, faults.jitter_seconds)
                    for later, piece in meddle(data) if meddle is not None else ((0.0, data),):
                        if later:
                            loop.call_later(delay + later, _write_late, writer, piece)
                        else:
                            await waiting.put((loop.time() + delay, piece))
            await waiting.put((0, b""))
            await sending
        finally:
            sending.cancel()

    async def _send(self, waiting: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while True:
                due, data = await waiting.get()
                if not data:
                    return
                await asyncio.sleep(max(0.0, due - loop.time()))
                step = int(self.faults.bytes_per_second * LOOK_SECONDS) if self.faults.bytes_per_second else len(data)
                for start in range(0, len(data), max(1, step)):
                    writer.write(data[start : start + max(1, step)])
                    await writer.drain()
                    if self.faults.bytes_per_second:
                        await asyncio.sleep(LOOK_SECONDS)


def _write_late(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.is_closing():
        writer.write(data)


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN, where there is TCP."""
    found = writer.get_extra_info("socket")
    if found is not None and found.family != socket.AF_UNIX:
        with suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def fault_proxy(upstream: Address, *, path: str = "", port: int = 0, seed: int = 0) -> AsyncIterator[FaultProxy]:
    """A proxy as long as the context."""
    proxy = FaultProxy(upstream, port=port, path=path, seed=seed)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
