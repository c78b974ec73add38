"""Which storage the setting names; an adapter is loaded only where it is used."""

import importlib.util
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chorus.stores.blobs.port import BadStorage, Blobs


def open_blobs(url: str | None, data_dir: Path) -> Blobs:
    """Open `data_dir/blobs`, or what the URL names: file:///… or, with the extra `storage`, s3://bucket/prefix.

    Raises:
        BadStorage: If the storage URL is not valid.
    """
    scheme = urlsplit(url or "").scheme
    if url is None or scheme == "file":
        from chorus.stores.blobs.disk import DiskBlobs  # noqa: PLC0415 - only where it is used

        return DiskBlobs(data_dir / "blobs" if url is None else Path(unquote(urlsplit(url).path)))
    if scheme not in ("s3", "s3a", "memory"):
        raise BadStorage(f"{scheme}:// is not a storage that we know; use file:// or s3://.")
    if importlib.util.find_spec("obstore") is None:
        raise BadStorage("Object storage needs the extra `storage`.")
    from chorus.stores.blobs.object_storage import ObjectBlobs  # noqa: PLC0415 - only where it is used

    return ObjectBlobs.open(url)
