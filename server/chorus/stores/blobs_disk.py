"""Blobs in a directory: written aside, flushed to the disk, then renamed into place."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from chorus.stores.blobs import CHUNK, BlobMissing, BlobsUnavailable, checked_key

UNFINISHED = "unfinished"


class DiskBlobs:
    """Readable by nobody else on the machine. What a crash leaves behind lies in `unfinished/`, never under a key."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, media_type: str) -> None:  # noqa: ARG002 - the port's
        """Write, fsync, rename, fsync the directory."""
        target = self._directory / checked_key(key)
        unfinished = self._directory / UNFINISHED / secrets.token_hex(16)
        try:
            file = await asyncio.to_thread(_create, unfinished)
            try:
                async for chunk in chunks:
                    await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(_finish, file, unfinished, target)
            finally:
                await asyncio.to_thread(_abandon, file, unfinished)
        except OSError as error:
            raise BlobsUnavailable(reason=error.strerror) from error

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """Open now, read as the reader asks for it."""
        try:
            file = await asyncio.to_thread((self._directory / checked_key(key)).open, "rb")
        except (FileNotFoundError, IsADirectoryError) as error:
            raise BlobMissing from error
        except OSError as error:
            raise BlobsUnavailable(reason=error.strerror) from error
        return _chunks(file)

    async def delete(self, key: str) -> None:
        """Unlink."""
        try:
            await asyncio.to_thread((self._directory / checked_key(key)).unlink, missing_ok=True)
        except OSError as error:
            raise BlobsUnavailable(reason=error.strerror) from error

    async def check(self) -> None:
        """Whether a file can be made here."""
        try:
            await asyncio.to_thread(_probe, self._directory / UNFINISHED / secrets.token_hex(16))
        except OSError as error:
            raise BlobsUnavailable(reason=error.strerror) from error


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
    finally:
        file.close()


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _finish(file: BinaryIO, unfinished: Path, target: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished.rename(target)
    # The name is durable only when its directory is.
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _abandon(file: BinaryIO, unfinished: Path) -> None:
    try:
        file.close()
    finally:
        unfinished.unlink(missing_ok=True)


def _probe(path: Path) -> None:
    _create(path).close()
    path.unlink()
