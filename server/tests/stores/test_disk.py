"""A full disk refuses what would be written, says so, and is noticed to have room again."""

import errno
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.new_message import NewMessage
from chorus.core.errors import UnavailableError
from chorus.core.ids import ConversationId, MessageId, TenantId
from chorus.stores.blobs.disk import DiskBlobs
from chorus.stores.disk import FREE_AGAIN_BYTES, FULL_BYTES, Disk, StorageFull, refusal_of
from chorus.stores.postgres.database import Database


class Gauge:
    """A disk with as much room as the test says."""

    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, folder: Path) -> int:
        """What is free."""
        return self.free


def test_it_is_full_before_the_last_byte_and_until_there_is_more_than_a_little_room() -> None:
    gauge = Gauge(FREE_AGAIN_BYTES)
    disk = Disk(Path("/"), gauge)
    found = []
    with capture_logs() as said:
        for gauge.free in (
            FREE_AGAIN_BYTES,
            FULL_BYTES,
            FULL_BYTES - 1,
            0,
            FULL_BYTES,
            FREE_AGAIN_BYTES - 1,
            FREE_AGAIN_BYTES,
            FULL_BYTES,
        ):
            disk.look()
            found.append(disk.is_full)
    assert found == [False, False, True, True, True, True, False, False]
    assert [entry["event"] for entry in said] == ["disk.full", "disk.has_space"]


def test_without_a_folder_it_is_never_full() -> None:
    disk = Disk(None, Gauge(0))
    disk.look()
    disk.require_space()


def test_a_full_disk_has_a_code_of_its_own_and_a_time_to_come_back() -> None:
    disk = Disk(Path("/"), Gauge(0))
    disk.look()
    with pytest.raises(StorageFull) as refused:
        disk.require_space()
    assert (refused.value.code, refused.value.status, refused.value.retryable) == ("storage.full", 503, True)
    assert refused.value.retry_after_seconds == 10
    assert isinstance(refusal_of(asyncpg.DiskFullError("no space"), None), StorageFull)
    assert isinstance(refusal_of(ConnectionResetError(), disk), StorageFull)  # it died of that
    assert isinstance(refusal_of(ConnectionResetError(), Disk(None)), UnavailableError)


async def test_what_postgresql_says_of_its_disk_reaches_the_caller(database: Database, acme: TenantId) -> None:
    raise_it = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
    with pytest.raises(StorageFull):
        async with database.transaction(acme) as tx:
            await tx.execute(raise_it)
    async with database.transaction(acme) as tx:
        assert await tx.value("SELECT 1") == 1


async def test_a_file_that_finds_no_space_is_refused_with_the_same_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"some bytes"

    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(StorageFull):
        await DiskBlobs(tmp_path).put("a/b", chunks(), media_type="text/plain")
    assert list((tmp_path / "unfinished").iterdir()) == []


async def test_a_message_is_refused_before_it_is_written(database: Database, acme: TenantId) -> None:
    gauge = Gauge(0)
    database.disk = Disk(Path("/"), gauge)
    database.disk.look()
    refused: list[object] = []
    nil = UUID(int=0)
    message = NewMessage(acme, ConversationId(nil), MessageId(nil), "customer", nil, "Bao", "Hello")
    MessageWriter(database).submit(message, refused.append)
    assert [type(one) for one in refused] == [StorageFull]
