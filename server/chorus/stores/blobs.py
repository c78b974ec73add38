"""Blobs: the bytes of uploads under keys that we make. A directory of ours or a bucket, by one setting."""

import importlib.util
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from chorus.core.errors import ChorusError, NotFoundError, UnavailableError

CHUNK = 256 * 1024
KEY = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")


class BlobMissing(NotFoundError):
    """Nothing is stored under this key."""

    code = "blob.missing"
    message = "The file is not in the storage."


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
        """The bytes in chunks; raises `BlobMissing` before the first one."""
        ...

    async def delete(self, key: str) -> None:
        """Remove; nothing happens when there is nothing."""
        ...

    async def check(self) -> None:
        """Raise `BlobsUnavailable` when the storage cannot be written."""
        ...


def checked_key(key: str) -> str:
    """The key, if it is one of ours: no dots, no empty parts, so no way out of the place."""
    if KEY.fullmatch(key) is None:
        raise ValueError(f"{key!r} is not a key")
    return key


def open_blobs(url: str | None, data_dir: Path) -> Blobs:
    """`data_dir/blobs`, or what the URL names: file:///… or, with the extra `storage`, s3://bucket/prefix."""
    scheme = urlsplit(url or "").scheme
    if url is None or scheme == "file":
        from chorus.stores.blobs_disk import DiskBlobs  # noqa: PLC0415 - the port does not need its adapters

        return DiskBlobs(data_dir / "blobs" if url is None else Path(unquote(urlsplit(url).path)))
    if scheme not in ("s3", "s3a", "memory"):
        raise BadStorage(f"{scheme}:// is not a storage that we know; use file:// or s3://.")
    if importlib.util.find_spec("obstore") is None:
        raise BadStorage("Object storage needs the extra `storage`.")
    from chorus.stores.blobs_object import ObjectBlobs  # noqa: PLC0415 - only where it is used

    return ObjectBlobs.open(url)
