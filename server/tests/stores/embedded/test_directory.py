"""The data directory's refusals."""

import os
from pathlib import Path

import pytest

from chorus.stores.embedded import directory
from chorus.stores.embedded.errors import DataDirectoryNotWritable, DataDirectoryTooNew, DiskFull


def test_directory_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "format").write_text("2\n")
    with pytest.raises(DataDirectoryTooNew, match="newer version of Chorus"):
        directory.prepare(tmp_path)


def test_directory_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataDirectoryNotWritable, match="CHORUS_DATA_DIR"):
        directory.prepare(tmp_path / "file" / "data")


def test_disk_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="Free disk space"):
        directory.prepare(tmp_path, minimum_free_bytes=2**62)


def test_socket_directory_open_to_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(0o755)
    with (
        pytest.raises(DataDirectoryNotWritable, match="accessible to others"),
        directory.socket_directory(tmp_path, "a.sock"),
    ):
        pass


async def test_lock_names_its_holder_while_it_is_held(tmp_path: Path) -> None:
    async with directory.lock(tmp_path / "lock"):
        assert directory.holder(tmp_path / "lock") == os.getpid()
    assert directory.holder(tmp_path / "lock") is None
