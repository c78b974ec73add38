"""Blobs in a directory: written aside, flushed to the disk, then renamed into place."""

import asyncio
import errno
import os
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from chorus.stores.blobs.port import CHUNK, BlobMissing, BlobsUnavailable, checked_key
from chorus.stores.disk import StorageFull

UNFINISHED = "unfinished"
Result = TypeVar("Result")


class DiskBlobs:
    """Readable by nobody else on the machine. What a crash leaves behind lies in `unfinished/`, never under a key."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, media_type: str) -> None:  # noqa: ARG002 - the port's
        """Write, fsync, rename, fsync the directory."""
        target = self._directory / checked_key(key)
        unfinished = self._directory / UNFINISHED / secrets.token_hex(16)
        file = await _do(_create, self._directory, unfinished)
        try:
            async for chunk in chunks:
                await _do(file.write, chunk)
            await _do(_finish, file, unfinished, target)
        finally:
            await _do(_abandon, file, unfinished)

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """Open now, read as the reader asks for it."""
        return _chunks(await _do((self._directory / checked_key(key)).open, "rb"))

    async def delete(self, key: str) -> None:
        """Unlink."""
        await _do(_unlink, self._directory / checked_key(key))

    async def check(self) -> None:
        """Check that a file can be created here."""
        await _do(_probe, self._directory, self._directory / UNFINISHED / secrets.token_hex(16))


async def _do(work: Callable[..., Result], *args: object) -> Result:
    """Run in a thread and convert errors of the disk. The sender's own errors pass unchanged.

    Raises:
        BlobMissing: If the object does not exist.
        BlobsUnavailable: If the storage does not answer.
        StorageFull: If the disk is full.
    """
    try:
        return await asyncio.to_thread(work, *args)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise BlobMissing from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull from error
        raise BlobsUnavailable(reason=error.strerror) from error


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await _do(file.read, CHUNK):
            yield chunk
    finally:
        file.close()


def _create(root: Path, path: Path) -> BinaryIO:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _finish(file: BinaryIO, unfinished: Path, target: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
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


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _probe(root: Path, path: Path) -> None:
    _create(root, path).close()
    path.unlink()
