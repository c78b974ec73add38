"""What every storage of blobs must do."""

import os
from collections.abc import AsyncIterator

import pytest

from chorus.stores.blobs.port import BlobMissing, Blobs

KEY = "attachments/0198/8f2d"
PART = 1024 * 1024


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """Bytes that come in pieces."""
    for part in parts:
        yield part


async def broken() -> AsyncIterator[bytes]:
    """A sender that goes away in the middle."""
    yield b"half"
    raise ConnectionError("gone")


async def whole(blobs: Blobs, key: str = KEY) -> bytes:
    """What is stored under the key."""
    return b"".join([chunk async for chunk in await blobs.get(key)])


class BlobsConformance:
    """Subclass it and give `blobs`."""

    @pytest.fixture
    async def blobs(self) -> Blobs:
        """The storage under test, empty."""
        raise NotImplementedError

    async def test_what_is_put_comes_back(self, blobs: Blobs) -> None:
        await blobs.put(KEY, pieces(b"one ", b"two"), media_type="text/plain")
        assert await whole(blobs) == b"one two"

    async def test_many_megabytes_come_back_in_bounded_chunks(self, blobs: Blobs) -> None:
        parts = [os.urandom(PART) for _ in range(12)]
        await blobs.put(KEY, pieces(*parts), media_type="image/png")
        chunks = [chunk async for chunk in await blobs.get(KEY)]
        assert b"".join(chunks) == b"".join(parts)

    async def test_a_second_put_replaces_the_first(self, blobs: Blobs) -> None:
        await blobs.put(KEY, pieces(b"a longer text"), media_type="text/plain")
        await blobs.put(KEY, pieces(b"short"), media_type="text/plain")
        assert await whole(blobs) == b"short"

    async def test_what_is_not_there_is_missing(self, blobs: Blobs) -> None:
        with pytest.raises(BlobMissing):
            await blobs.get("attachments/nothing")

    async def test_deleted_is_gone_and_deleting_again_changes_nothing(self, blobs: Blobs) -> None:
        await blobs.put(KEY, pieces(b"x"), media_type="text/plain")
        await blobs.delete(KEY)
        await blobs.delete(KEY)
        with pytest.raises(BlobMissing):
            await blobs.get(KEY)

    async def test_a_sender_that_goes_away_leaves_nothing_under_the_key(self, blobs: Blobs) -> None:
        with pytest.raises(ConnectionError):
            await blobs.put(KEY, broken(), media_type="text/plain")
        with pytest.raises(BlobMissing):
            await blobs.get(KEY)

    @pytest.mark.parametrize("key", ["", "../secret", "a/../b", "/etc/passwd", "a//b", "A/b", "a/.b", "a\\b", "a/b/"])
    async def test_a_key_that_is_not_one_of_ours_is_refused(self, blobs: Blobs, key: str) -> None:
        for attempt in (blobs.put(key, pieces(b"x"), media_type="text/plain"), blobs.get(key), blobs.delete(key)):
            with pytest.raises(ValueError, match="is not a key"):
                await attempt

    async def test_a_storage_that_works_passes_its_check(self, blobs: Blobs) -> None:
        await blobs.check()
        with pytest.raises(BlobMissing):
            await blobs.get("check")
