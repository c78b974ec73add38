"""Blobs: the bytes of uploads under keys that we make. A directory of ours or a bucket, by one setting."""

import re
from collections.abc import AsyncIterator
from typing import Protocol

from chorus.core.errors import ChorusError, NotFoundError, UnavailableError

CHUNK = 256 * 1024
KEY = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")


class BlobMissing(NotFoundError):
    """There is no object with this key."""

    code = "blob.missing"
    message = "The file is missing from the storage."


class BlobsUnavailable(UnavailableError):
    """The storage cannot be reached or is full."""

    code = "blob.storage_away"
    message = "Files cannot be stored or read at the moment."


class BadStorage(ChorusError):
    """The setting names no storage that we can use; found at start."""

    code, status = "blob.bad_storage", 500
    message = "The storage URL cannot be used."


class Blobs(Protocol):
    """A port; `blobs_disk` and `blobs_object` pass the same conformance suite."""

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, media_type: str) -> None:
        """Store; afterwards it is there whole and durably, or not at all. Replaces what is under the key."""
        ...

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """Yield the bytes in chunks; raises `BlobMissing` before the first one."""
        ...

    async def delete(self, key: str) -> None:
        """Remove; nothing happens when there is nothing."""
        ...

    async def check(self) -> None:
        """Raise `BlobsUnavailable` when the storage cannot be written."""
        ...


def checked_key(key: str) -> str:
    """Check a storage key: without dots and empty parts, so that it cannot leave the directory.

    Raises:
        ValueError: If the value has another form.
    """
    if KEY.fullmatch(key) is None:
        raise ValueError(f"{key!r} is not a key")
    return key
