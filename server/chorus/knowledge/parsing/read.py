"""A file of any supported type into passages, read in a process of its own with bounds on time, memory and number."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from weakref import WeakKeyDictionary

import msgspec

from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.blocks import Cut, Reading

# A busy machine gives its processor time slowly.
CPU_SECONDS, SECONDS = 50, 150.0
# At one time in this process: two files of 10 MB need as much memory as all else that a worker does.
READERS_MAX = 2
OUTPUT_MAX = 64 * 1024 * 1024
ASK_SECONDS = 1.0
_READER = Path(__file__).with_name("reader.py")
_REFUSED, _TOO_LARGE = 3, 4
# By the bound on processor time, by the system when memory is short, by the reader itself.
_EXHAUSTED = (-signal.SIGXCPU, -signal.SIGKILL, _TOO_LARGE)
_TOO_MUCH = "Processing the document took too much time or memory. Split it into several documents."
_DAMAGED = "The document cannot be read; it seems to be damaged."
_readers: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class Abandoned(Exception):
    """The result is no longer wanted."""


async def _always() -> bool:
    return True


async def read(
    content: bytes,
    media_type: str,
    charset: str = "",
    *,
    is_wanted: Callable[[], Awaitable[bool]] = _always,
    cpu_seconds: int = CPU_SECONDS,
) -> Reading:
    """Parse in a separate process; raises `Unreadable` with a reason for the uploader, or `Abandoned` when `is_wanted`
    returns False.

    Raises:
        Abandoned: If the result is no longer wanted.
    """
    places = _readers.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(READERS_MAX))
    async with places:
        reading = asyncio.create_task(_read(content, media_type, charset, cpu_seconds))
        try:
            while not (await asyncio.wait({reading}, timeout=ASK_SECONDS))[0]:
                if not await is_wanted():
                    raise Abandoned
            return reading.result()
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError, Unreadable):
                await reading


async def _read(content: bytes, media_type: str, charset: str, cpu_seconds: int) -> Reading:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_READER), media_type, charset, str(cpu_seconds),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            output = await _exchange(process, content)
            code = await process.wait()
    except TimeoutError as error:
        raise Unreadable(_TOO_MUCH) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code == _REFUSED:
        raise Unreadable(output.decode("utf-8", "replace"))
    if code or len(output) > OUTPUT_MAX:
        raise Unreadable(_TOO_MUCH if code in _EXHAUSTED or not code else _DAMAGED)
    pairs, warning = msgspec.msgpack.decode(output, type=tuple[list[tuple[str, str]], str])
    return Reading([Cut(heading, text) for heading, text in pairs], warning)


async def _exchange(process: asyncio.subprocess.Process, content: bytes) -> bytes:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    # It reads all before it writes anything, so the one need not wait for the other.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(content)
        await process.stdin.drain()
        process.stdin.close()
    output = bytearray()
    while len(output) <= OUTPUT_MAX and (part := await process.stdout.read(1 << 20)):
        output += part
    return bytes(output)
