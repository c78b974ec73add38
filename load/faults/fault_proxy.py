"""A proxy that injects faults: latency, resets, black holes, half-open connections, lost answers, throttling.

It listens in front of a TCP port or a unix socket and forwards bytes.
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
# Returns what to forward instead of a chunk, and after how many seconds. Delayed data may be overtaken.
Tamper = Callable[[bytes], list[tuple[float, bytes]]]


@dataclass(frozen=True, slots=True)
class Address:
    """A local TCP port, or a unix socket."""

    port: int = 0
    path: str = ""

    async def connect(self) -> Streams:
        """Open a connection. Raises `OSError`."""
        if self.path:
            return await asyncio.open_unix_connection(self.path)
        return await asyncio.open_connection("127.0.0.1", self.port)


@dataclass(slots=True)
class Faults:
    """The active faults. Requests and answers are named from the connecting side."""

    latency_seconds: float = 0.0
    jitter_seconds: float = 0.0
    bytes_per_second: float = 0.0
    reset_chance: float = 0.0  # for each chunk that passes
    is_refusing: bool = False  # refuses new connections
    loses_requests: bool = False  # discarded; the connection stays open
    loses_answers: bool = False
    tamper: Callable[[], Tamper] | None = None  # applied to the answers of connections opened from now on

    @property
    def is_black_hole(self) -> bool:
        """Whether nothing passes in either direction, without notice."""
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
        """Listen; `port` is set unless there is a `path`."""
        self._chance = random.Random(self.seed)
        if self.path:
            self._server = await asyncio.start_unix_server(self._accept, self.path)
            return
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and reset all connections."""
        if self._server is not None:
            self._server.close()
        self.reset()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def heal(self) -> None:
        """Clear all faults. Connections that lost bytes are reset, because their streams are broken."""
        is_holed = self.faults.loses_requests or self.faults.loses_answers or self.faults.tamper is not None
        self.faults = Faults()
        if is_holed:
            self.reset()

    def cut(self) -> None:
        """Refuse new connections and reset the open ones, as if the upstream were gone."""
        self.faults.is_refusing = True
        self.reset()

    def silence(self) -> None:
        """Discard all data while connections stay open, as if a cable were pulled."""
        self.faults.loses_requests = self.faults.loses_answers = True

    def reset(self) -> None:
        """Reset all open connections."""
        for line in tuple(self._lines):
            _reset(line)

    @property
    def lines(self) -> int:
        """The number of open ends; each connection has two."""
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
        # A separate sending task delays each chunk without slowing down the stream.
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1_000)
        sending = asyncio.create_task(self._send(waiting, writer))
        loop = asyncio.get_running_loop()
        tamper = self.faults.tamper() if is_answer and self.faults.tamper is not None else None
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
                    for later, piece in tamper(data) if tamper is not None else ((0.0, data),):
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
    """Close with RST instead of FIN where the socket is TCP."""
    found = writer.get_extra_info("socket")
    if found is not None and found.family != socket.AF_UNIX:
        with suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def fault_proxy(upstream: Address, *, path: str = "", port: int = 0, seed: int = 0) -> AsyncIterator[FaultProxy]:
    """Run a proxy as long as the context."""
    proxy = FaultProxy(upstream, port=port, path=path, seed=seed)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
