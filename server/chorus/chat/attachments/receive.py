"""Read an upload off the wire: after the log-in, bounded while it comes, kept in a file and not in memory."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from chorus.chat.attachments.errors import AttachmentTooLarge, UploadMalformed
from chorus.core.errors import BusyError
from chorus.stores.blobs.port import CHUNK

MEGABYTE = 1024 * 1024
# Boundary, headers and small fields around the file.
AROUND_MAX = 64 * 1024
SECONDS_MAX = 300.0
AT_ONCE = 32
FIELD = "file"


class Slots:
    """The limit of concurrent uploads of a process; each holds a temporary file."""

    def __init__(self, amount: int) -> None:
        self._left = amount

    def __enter__(self) -> None:
        if self._left == 0:
            raise BusyError(retry_after_seconds=5)
        self._left -= 1

    def __exit__(self, *_: object) -> None:
        self._left += 1


_slots = Slots(AT_ONCE)


@asynccontextmanager
async def receive(
    request: Request, *, bytes_max: int, seconds: float = SECONDS_MAX, slots: Slots = _slots
) -> AsyncIterator[UploadFile]:
    """Receive the part named `file` in a temporary file, which is deleted afterwards.

    FastAPI's own parsing would come before the log-in and would take files of any size.

    Raises:
        UploadMalformed: If the body is not one part named `file`.
    """  # noqa: DOC501 - a function builds the error
    with slots:
        form = await _read(request, bytes_max, seconds)
        try:
            file = form.get(FIELD)
            if not isinstance(file, UploadFile):
                raise UploadMalformed
            if (file.size or 0) > bytes_max:
                raise too_large(bytes_max)
            yield file
        finally:
            await form.close()


async def _read(request: Request, bytes_max: int, seconds: float) -> FormData:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UploadMalformed
    stream = _bounded(request, bytes_max)
    try:
        async with asyncio.timeout(seconds):
            return await MultiPartParser(request.headers, stream, max_files=1, max_fields=2, max_part_size=1024).parse()
    except MultiPartException as error:
        raise UploadMalformed from error
    except TimeoutError as error:
        raise UploadMalformed("The upload took too long.") from error


def too_large(bytes_max: int) -> AttachmentTooLarge:
    """Build the refusal with the limit in its message."""
    return AttachmentTooLarge(f"A file may have at most {bytes_max / MEGABYTE:g} MB.", maxBytes=bytes_max)


async def _bounded(request: Request, bytes_max: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > bytes_max + AROUND_MAX:
            raise too_large(bytes_max)
        yield chunk


def digest(file: BinaryIO) -> tuple[int, bytes]:
    """Return size and SHA-256 of a file."""
    file.seek(0)
    sha256, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        sha256.update(chunk)
        size += len(chunk)
    return size, sha256.digest()


async def chunks_of(file: BinaryIO) -> AsyncIterator[bytes]:
    """Yield the file from its beginning."""
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, CHUNK):
        yield chunk
