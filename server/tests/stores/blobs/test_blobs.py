"""Both storages pass the same suite; the disk's own care for half-written files comes on top."""

import stat
from pathlib import Path

import pytest
from typing_extensions import override

from chorus.stores.blobs.disk import DiskBlobs
from chorus.stores.blobs.object_storage import ObjectBlobs
from chorus.stores.blobs.open import open_blobs
from chorus.stores.blobs.port import BadStorage, Blobs, BlobsUnavailable
from tests.conformance.blobs import KEY, BlobsConformance, broken, pieces, whole


class TestDisk(BlobsConformance):
    """A directory."""

    @pytest.fixture
    @override
    async def blobs(self, tmp_path: Path) -> Blobs:
        return DiskBlobs(tmp_path / "blobs")


class TestObject(BlobsConformance):
    """obstore; its memory store stands for the bucket."""

    @pytest.fixture
    @override
    async def blobs(self) -> Blobs:
        return ObjectBlobs.open("memory:///")


async def test_a_broken_upload_leaves_no_file_on_the_disk(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        await DiskBlobs(tmp_path).put(KEY, broken(), media_type="text/plain")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_nobody_else_on_the_machine_can_read_the_files(tmp_path: Path) -> None:
    await DiskBlobs(tmp_path / "blobs").put(KEY, pieces(b"private"), media_type="text/plain")
    files = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "blobs", *files)] == [0o700, 0o600]


async def test_a_disk_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where the directory should be")
    blobs = DiskBlobs(tmp_path / "blobs")
    with pytest.raises(BlobsUnavailable):
        await blobs.put(KEY, pieces(b"x"), media_type="text/plain")
    with pytest.raises(BlobsUnavailable):
        await blobs.check()


async def test_the_setting_decides(tmp_path: Path) -> None:
    by_default = open_blobs(None, tmp_path)
    await by_default.put(KEY, pieces(b"x"), media_type="text/plain")
    assert (tmp_path / "blobs" / KEY).read_bytes() == b"x"
    elsewhere = open_blobs(f"file://{tmp_path}/else%20where", tmp_path)
    await elsewhere.put(KEY, pieces(b"y"), media_type="text/plain")
    assert (tmp_path / "else where" / KEY).read_bytes() == b"y"
    assert isinstance(open_blobs("s3://bucket/prefix", tmp_path), ObjectBlobs)


@pytest.mark.parametrize("url", ["ftp://host/x", "http://host/x", "bucket"])
def test_a_storage_that_we_do_not_know_is_refused_at_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadStorage):
        open_blobs(url, tmp_path)


async def test_a_bucket_that_is_not_reachable_is_told_as_such(tmp_path: Path) -> None:
    from obstore.store import S3Store  # noqa: PLC0415 - the one test that needs it

    store = S3Store(
        "bucket",
        endpoint="http://127.0.0.1:9",
        region="us-east-2",
        access_key_id="x",
        secret_access_key="y",
        client_options={"allow_http": True, "timeout": "1s"},
        retry_config={"max_retries": 0},
    )
    blobs = ObjectBlobs(store)
    with pytest.raises(BlobsUnavailable):
        await blobs.put(KEY, pieces(b"x"), media_type="text/plain")
    with pytest.raises(BlobsUnavailable):
        await whole(blobs)
    with pytest.raises(BlobsUnavailable):
        await blobs.delete(KEY)
    with pytest.raises(BlobsUnavailable):
        await blobs.check()
