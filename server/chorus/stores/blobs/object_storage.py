"""Blobs in a bucket, by obstore. Credentials, region and endpoint are AWS's own variables or the machine's role."""

from collections.abc import AsyncIterator
from typing import Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import MemoryStore, from_url

from chorus.stores.blobs.port import CHUNK, BadStorage, BlobMissing, BlobsUnavailable, checked_key

# S3 takes no smaller ones; two at a time bound the memory of an upload.
PART = 5 * 1024 * 1024


class ObjectBlobs:
    """An object appears when its last byte is in, so a reader never sees half of one."""

    def __init__(self, store: Any) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str) -> "ObjectBlobs":
        """Open the bucket (and prefix) that the URL names.

        Raises:
            BadStorage: If the storage URL is not valid.
        """
        try:
            return cls(MemoryStore() if url.startswith("memory:") else from_url(url))
        except (BaseError, ValueError) as error:
            raise BadStorage(f"The storage URL cannot be used: {error}") from error

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, media_type: str) -> None:
        """Upload in parts.

        Raises:
            BlobsUnavailable: If the storage does not answer.
        """
        # Downloaded under the bucket's own address it would still be a download, and nothing runs.
        attributes = {"Content-Type": media_type, "Content-Disposition": "attachment"}
        path, sender = checked_key(key), _Sender(chunks)
        try:
            await obstore.put_async(
                self._store,
                path,
                sender.chunks(),
                attributes=attributes,
                chunk_size=PART,
                max_concurrency=2,
            )
        except Exception as error:  # obstore wraps what the sender raised in errors of its own
            if sender.error is not None:
                raise sender.error from error
            raise BlobsUnavailable from error

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """Stream it.

        Raises:
            BlobMissing: If the object does not exist.
            BlobsUnavailable: If the storage does not answer.
        """
        try:
            found = await obstore.get_async(self._store, checked_key(key))
        except (NotFoundError, FileNotFoundError) as error:
            raise BlobMissing from error
        except (BaseError, OSError) as error:
            raise BlobsUnavailable from error
        return _chunks(found)

    async def delete(self, key: str) -> None:
        """Delete; S3 does not mind when there is nothing.

        Raises:
            BlobsUnavailable: If the storage does not answer.
        """
        try:
            await obstore.delete_async(self._store, checked_key(key))
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise BlobsUnavailable from error

    async def check(self) -> None:
        """Check the storage by asking for a missing object.

        Raises:
            BlobsUnavailable: If the storage does not answer.
        """
        try:
            await obstore.head_async(self._store, "check")
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise BlobsUnavailable from error


async def _chunks(found: Any) -> AsyncIterator[bytes]:
    try:
        async for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)
    except (BaseError, OSError) as error:
        raise BlobsUnavailable from error


class _Sender:
    """Passes the chunks on and remembers why they ended."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self.error: Exception | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield chunks as they arrive."""
        try:
            async for chunk in self._chunks:
                yield chunk
        except Exception as error:
            self.error = error
            raise
