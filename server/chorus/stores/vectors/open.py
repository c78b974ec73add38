"""The index of passages, where the extra `kb` is installed."""

import importlib.util
from pathlib import Path

from chorus.stores.vectors.port import Vectors


def is_installed() -> bool:
    """Return whether ChromaDB (the extra `kb`) is installed, without importing it."""
    return importlib.util.find_spec("chromadb") is not None


def open_vectors(data_dir: Path, *, url: str | None = None) -> Vectors | None:
    """Open ChromaDB at `url`, else in `data_dir/chroma`; None without the extra `kb`.

    A directory belongs to one process: where several need the index, run a Chroma server and set its URL.
    """
    if not is_installed():
        return None
    from chorus.stores.vectors.chroma import ChromaVectors  # noqa: PLC0415 - 1.7 s and 89 MB, only where used

    return ChromaVectors(data_dir / "chroma", url=url)
